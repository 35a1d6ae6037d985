import { expect, test } from 'vitest';
import { PlannedService } from './plan.ts';

const traits = { point: 'instant', swap: 'rename', down: { capture: 'nothing', swap: 'nothing' }, needs: [] };
const service = { name: 'db', kind: 'postgres', version: '17', traits, items: ['app'], bytes: 1 };

test('a plan from before services could have several containers is read: its job may still be undone or recovered', () => {
  expect(PlannedService.parse({ ...service, container: 'c' })).toEqual({ ...service, containers: ['c'] });
  expect(PlannedService.parse({ ...service, container: '' })).toEqual({ ...service, containers: [] });
  const source = { service: 'db', version: '17' };
  expect(PlannedService.parse({ ...service, container: 'c', source: { ...source, container: 's' } })).toEqual({
    ...service,
    containers: ['c'],
    source: { ...source, containers: ['s'] },
  });
});

test('a plan names any number of containers, and where the data lies besides', () => {
  const written = { ...service, containers: [], locator: { volume: 'shop_uploads' } };
  expect(PlannedService.parse(written)).toEqual(written);
  expect(() => PlannedService.parse(service)).toThrow('containers');
});
