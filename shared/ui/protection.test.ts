import { describe, expect, test } from 'vitest';
import { hostReport, snapshot, stack } from '../../test/support/answers.ts';
import { wordsIn } from '../src/render/words.ts';
import { gapsOf, schedules, usedBy } from './protection.ts';
import type { RepositorySnapshots } from './everywhere.ts';
import type { Saved } from './restore/choices.ts';

const now = new Date('2026-05-03T20:00:00.000Z');
const tested = {
  kind: 'drill' as const,
  at: '2026-05-03T13:00:00.000Z',
  ok: true,
  rows: 1,
  seconds: 1,
  services: ['db', 'cache'],
};
const good: Saved = {
  ...snapshot,
  repo: 'offsite',
  services: [...snapshot.services, { name: 'cache', kind: 'valkey', version: '8' }],
  proofs: [tested],
};
const repositories = [
  { name: 'offsite', location: 's3://backups/x', default: false },
  { name: 'local', location: '/home/anna/repository', default: true },
];
const here = { ...hostReport.host, address: 'unix:///var/run/docker.sock' };
const words = wordsIn('en', () => now);
/** Each repository with what of this is saved in it. */
const holding = (saved: Saved[]): RepositorySnapshots[] =>
  repositories.map((repository) => ({ repository, saved: saved.filter(({ repo }) => repo === repository.name) }));
const gaps = (saved: Saved[], host = here): string[] =>
  gapsOf({ stack, host, repositories: holding(saved), now }, words).map(({ key }) => key.replace('ui.gap.', ''));

/** What a snapshot of one service is. */
const ofDb = { services: snapshot.services, complete: false, missing: ['cache'], scope: ['db'] };

describe('a stack is protected', () => {
  test('when its newest snapshot is young, whole, tested and elsewhere', () => expect(gaps([good])).toEqual([]));

  test.each<[string, Partial<Saved>[], string[]]>([
    ['it was never saved', [], ['never']],
    ['it is older than 26 h', [{ startedAt: '2026-05-02T17:59:00.000Z' }], ['old']],
    ['it is incomplete', [{ complete: false }], ['incomplete']],
    ['a service is not in it', [{ services: snapshot.services }], ['unsaved']],
    ['half of it was tested', [{ proofs: [{ ...tested, services: ['db'] }] }], ['untested']],
    ['a service that was asked for failed', [{ ...ofDb, scope: ['db', 'cache'] }, {}], ['incomplete']],
    ['its restore was never tested', [{ proofs: [] }], ['untested']],
    ['its test failed', [{ proofs: [{ ...tested, ok: false }] }], ['test-failed']],
    ['it was found damaged', [{ proofs: [{ ...tested, kind: 'verify', ok: false }] }], ['damaged']],
    ['nobody can tell whether it lies on another disk', [{ repo: 'local' }], ['same-disk']],
    [
      'an older one was better',
      [{}, { startedAt: '2026-05-03T15:00:00.000Z', proofs: [], repo: 'local' }],
      ['untested', 'same-disk'],
    ],
  ])('not when %s', (_, saved, expected) => expect(gaps(saved.map((each) => ({ ...good, ...each })))).toEqual(expected));

  test('when each service has a newest snapshot that is young, whole, tested and elsewhere', () => {
    const older = { startedAt: '2026-05-03T05:00:00.000Z' };
    const newer = { ...good, ...ofDb, startedAt: '2026-05-03T12:00:00.000Z' };
    expect(gaps([{ ...good, ...older }, newer])).toEqual([]);
    expect(gaps([{ ...good, startedAt: '2026-05-02T05:00:00.000Z' }, newer])).toEqual(['old']);
    expect(gaps([newer])).toEqual(['unsaved']);
    const half = { ...newer, missing: ['cache', 'db/app'] };
    expect(gaps([{ ...good, startedAt: '2026-05-02T05:00:00.000Z' }, half])).toEqual(['old']);
  });

  test('and a gap of one service names it', () => {
    const newer = { ...good, ...ofDb, startedAt: '2026-05-03T13:00:00.000Z', proofs: [] };
    const [gap] = gapsOf({ stack, host: here, repositories: holding([good, newer]), now }, words);
    expect(gap && words.say(gap)).toBe('db: Restore of the newest never tested');
  });

  test('is not known while a repository does not answer, of what is saved in no other', () => {
    const error = { code: 'storage-failed', message: { key: 'storage-failed.read', params: {} } };
    const said = (saved: Saved[]): string[] => {
      const [offsite, local] = holding(saved);
      if (!offsite || !local) throw new Error('there are two');
      return gapsOf({ stack, host: here, repositories: [offsite, { ...local, error }], now }, words).map(words.say);
    };
    const unknown = 'Not known whether it is saved: a repository does not answer';
    expect(said([])).toEqual([unknown]);
    expect(said([{ ...good, services: snapshot.services }])).toEqual([`cache: ${unknown}`]);
    expect(said([good])).toEqual([]);
  });

  test('on another disk of this machine, or a share of another one, and not on the same disk', () => {
    const on = (...disks: string[]): string[] =>
      gapsOf(
        {
          stack: { ...stack, disks: ['sda'] },
          host: here,
          repositories: holding([{ ...good, repo: 'local' }]).map((each) => ({
            ...each,
            repository: { ...each.repository, disks },
          })),
          now,
        },
        words,
      ).map(({ key }) => key);
    expect(on('sdb')).toEqual([]);
    expect(on('nas:/export')).toEqual([]);
    expect(on('sda')).toEqual(['ui.gap.same-disk']);
    expect(on('sda', 'sdb')).toEqual(['ui.gap.same-disk']);
  });

  test('a folder here is another machine than a host over there', () =>
    expect(gaps([{ ...good, repo: 'local' }], { ...here, address: 'ssh://anna@db' })).toEqual([]));
});

test('storage is what is stored, and how much of it came this week, and is not known of a repository that does not answer', () => {
  const [repository] = holding([
    { ...good, bytes: 5 },
    { ...good, bytes: 7, startedAt: '2026-04-01T00:00:00.000Z' },
  ]);
  if (!repository) throw new Error('there are two');
  expect(usedBy(repository, now)).toEqual({ bytes: 12, grown: 5, count: 2 });
  const error = { code: 'storage-failed', message: { key: 'storage-failed.read', params: {} } };
  expect(usedBy({ ...repository, saved: [], error }, now)).toBeUndefined();
});

test('the lines for a schedule can be pasted, whatever the stack is called', () => {
  expect(schedules('shop').cron).toBe('0 2 * * * longshore backup shop');
  expect(schedules('my shop', 'lab').systemd).toBe(
    "systemd-run --user --on-calendar='*-*-* 02:00' longshore backup 'my shop' --host lab",
  );
});
