import { describe, expect, test } from 'vitest';
import { backupEvents, backupPlan, journal } from '../../test/support/answers.ts';
import { emptyStory, tell } from './jobStory.ts';

describe('the story of a job', () => {
  test('tells of each step when it began and ended', () => {
    const story = backupEvents.reduce(tell, emptyStory('j-1'));
    expect(story.steps).toHaveLength(backupPlan.steps.length);
    expect(story.steps[3]).toEqual({ state: 'done', from: backupEvents[1]?.time, to: backupEvents[2]?.time });
    expect(story.steps[6]).toMatchObject({ state: 'running' });
    expect(story.steps[0]).toEqual({ state: 'waiting' });
  });

  test('keeps notes with their times, and how fast each service was', () => {
    const story = backupEvents.reduce(tell, emptyStory('j-1'));
    expect(story.log.map(({ level }) => level)).toEqual(['warn']);
    expect(story.flow['db']).toEqual([{ seconds: 0, bytes: 600_000_000, rate: 120_000_000 }]);
    expect(story.view.ended?.outcome).toBe('succeeded');
  });

  test('is not changed by what was told already', () => {
    const story = backupEvents.reduce(tell, emptyStory('j-1'));
    expect(backupEvents.reduce(tell, story)).toBe(story);
  });

  test('keeps few points of a long job, its first and its last among them', () => {
    const events = journal([
      { type: 'started', job: 'j-1', plan: backupPlan },
      ...Array.from({ length: 5000 }, (_, bytes) => ({
        type: 'progress' as const,
        service: 'db',
        phase: 'store',
        bytes,
        rate: 1,
      })),
    ]);
    const points = events.reduce(tell, emptyStory('j-1')).flow['db'] ?? [];
    expect(points.length).toBeLessThanOrEqual(240);
    expect(points.at(0)?.bytes).toBe(0);
    expect(points.at(-1)?.bytes).toBe(4999);
  });
});
