import { expect, test } from 'vitest';
import { Navigation } from './navigation.ts';

test('there is a way back to where one was, and none beyond the beginning', () => {
  const trail = new Navigation({ screen: 'overview' });
  expect(trail.place()).toEqual({ route: { screen: 'overview' }, begun: false, arrived: 0 });
  trail.go({ screen: 'jobs' });
  trail.go({ screen: 'job', job: 'j-1' });
  trail.back();
  expect(trail.place()).toMatchObject({ route: { screen: 'jobs' }, begun: true });
  trail.back();
  trail.back();
  expect(trail.place()).toMatchObject({ route: { screen: 'overview' }, begun: false, arrived: 4 });
});
