import type { Api } from '@longshore/shared/api/contract';
import { AppError } from '@longshore/shared/errors';
import { type JobSummary, type JobView, emptyView, reduce } from '@longshore/shared/model/job';
import { wordsIn } from '@longshore/shared/render/words';
import { describe, expect, test } from 'vitest';
import { backupEvents, snapshot, snapshotDetail, stack, time } from '../../../test/support/answers.ts';
import { JobRows } from './jobs.ts';
import type { Row, Rows } from './row.ts';
import { SnapshotRows } from './snapshots.ts';
import { StackRows } from './stacks.ts';

const words = wordsIn('en', () => new Date('2026-05-03T14:02:00.000Z'));
const api = (answers: Partial<Api>) => (): Promise<Api> => Promise.resolve(answers as Api);
const host = { name: 'local', address: 'unix:///var/run/docker.sock', default: true, source: 'builtin' } as const;
const dead = (): Promise<never> => Promise.reject(new AppError('host-unreachable.no-engine', { address: 'unix:///x' }));

const deaf = { learnt: () => {}, looked: () => {} };

/** Everything that can be unfolded, as lines that are indented by depth. */
async function tree(rows: Rows): Promise<string[]> {
  const lines = async (row: Row, depth: number): Promise<string[]> => {
    const line = `${'  '.repeat(depth)}${row.label}${row.description === undefined ? '' : ` | ${row.description}`}`;
    const children = row.expands ? await rows.children(row) : [];
    return [line, ...(await Promise.all(children.map((child) => lines(child, depth + 1)))).flat()];
  };
  return (await Promise.all((await rows.roots()).map((row) => lines(row, 0)))).flat();
}

describe('stacks', () => {
  test('hosts, stacks, services and what they hold', async () => {
    const rows = new StackRows(
      api({
        hosts: async () => [host],
        stacks: async () => [
          {
            ...stack,
            last: {
              reference: 'shop/2026-05-03_12-02-00Z',
              at: time,
              bytes: 1_200_000_000,
              complete: true,
              services: ['db'],
              proofs: [],
            },
          },
          { ...stack, id: { ...stack.id, name: 'proxy', project: 'proxy' }, services: [] },
        ],
        stack: async () => ({
          stack,
          services: [
            {
              name: 'db',
              kind: 'postgres',
              version: '17.5',
              items: [
                { name: 'app', bytes: 64_000_000, rows: 1204 },
                { name: 'new', bytes: 8_000_000, rows: 0 },
              ],
              bytes: 64_000_000,
              warnings: [{ key: 'warning.ephemeral', params: { service: 'db' } }],
            },
          ],
        }),
      }),
      words,
      deaf,
    );
    await tree(rows);
    expect(await tree(rows)).toEqual([
      'local | unix:///var/run/docker.sock · default',
      '  shop | saved 2 hours ago · Restore never tested',
      '    db | PostgreSQL 17.5 · 64 MB',
      '      app | 64 MB · about 1,204 rows',
      '      new | 8.0 MB',
      '      db does not keep its data outside its container: it is gone when the container is made anew.',
      '    cache | Valkey/Redis · not running',
      '  Without data that Longshore knows: proxy',
    ]);
  });

  test('a database is asked once a minute, whoever looks', async () => {
    let asked = 0;
    const rows = new StackRows(
      api({
        hosts: async () => [host],
        stacks: async () => [stack],
        stack: async () => {
          asked += 1;
          return { stack, services: [] };
        },
      }),
      words,
      deaf,
    );
    await tree(rows);
    await tree(rows);
    expect(asked).toBe(1);
    rows.forget();
    await tree(rows);
    expect(asked).toBe(2);
  });

  test('of two stacks with one name, each is called by its hash too', async () => {
    const twin = { ...stack, hash: 'def456', id: { ...stack.id, workingDir: '/srv/other' } };
    const rows = new StackRows(api({ hosts: async () => [host], stacks: async () => [stack, twin] }), words, deaf);
    const [root] = await rows.roots();
    const found = root ? await rows.children(root) : [];
    expect(found.map(({ subject }) => subject.is === 'stack' && subject.name)).toEqual(['shop-abc123', 'shop-def456']);
    expect(found.map(({ label }) => label)).toEqual(['shop-abc123', 'shop-def456']);
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  });

  test('the only host without an engine, or without a stack, leaves the view to a welcome', async () => {
    const unreachable = new StackRows(api({ hosts: async () => [host], stacks: dead }), words, deaf);
    expect([await unreachable.roots(), unreachable.emptiness]).toEqual([[], 'unreachable']);
    const empty = new StackRows(api({ hosts: async () => [host], stacks: async () => [] }), words, deaf);
    expect([await empty.roots(), empty.emptiness]).toEqual([[], 'empty']);
  });

  test('of several hosts, one that does not answer says why and hides no other', async () => {
    const lab = { ...host, name: 'lab', address: 'ssh://lab', default: false, source: 'configuration' } as const;
    const looked: string[] = [];
    const rows = new StackRows(
      api({ hosts: async () => [host, lab], stacks: ({ host: name }) => (name === 'lab' ? dead() : Promise.resolve([stack])) }),
      words,
      { ...deaf, looked: (name) => looked.push(name) },
    );
    const shown = await tree(rows);
    expect(shown).toContain('  shop | never saved');
    expect(shown.at(-1)).toContain('unix:///x');
    expect(looked).toEqual(['lab']);
  });
});

describe('snapshots', () => {
  const many = Array.from({ length: 120 }, (_, at) => ({ ...snapshot, reference: `shop/${at}` }));
  const repository = { name: 'local', location: '/data', default: true };

  test('repositories, stacks, snapshots, services and items with their rows', async () => {
    const rows = new SnapshotRows(
      api({
        repositories: async () => [repository],
        snapshots: async () => ({ items: [{ ...snapshot, pinned: true }], warnings: [] }),
        snapshot: async () => snapshotDetail,
      }),
      words,
    );
    const moment = words.moment(snapshot.startedAt);
    expect(await tree(rows)).toEqual([
      'local | /data · default',
      '  shop | 1 snapshot · newest 2 hours ago',
      `    ${moment} | 1.2 GB · 2 hours ago · pinned · Restore never tested`,
      '      db | PostgreSQL 17.5',
      '        app | 1,204,400 rows',
      '        my-app db | not counted',
    ]);
  });

  test('many are shown in pages, each read from the repository once', async () => {
    const cursors: (string | undefined)[] = [];
    const rows = new SnapshotRows(
      api({
        repositories: async () => [repository],
        snapshots: async ({ cursor }) => {
          cursors.push(cursor);
          return cursor === undefined
            ? { items: many.slice(0, 100), next: 'shop/99', warnings: [] }
            : { items: many.slice(100), warnings: [] };
        },
      }),
      words,
    );
    const shown = async (): Promise<string[]> => {
      const [root] = await rows.roots();
      const [saved] = root ? await rows.children(root) : [];
      return saved ? (await rows.children(saved)).map(({ label, id }) => (id.endsWith('/more') ? label : id)) : [];
    };
    const first = await shown();
    expect(cursors).toEqual([undefined, 'shop/99']);
    expect(first).toHaveLength(51);
    expect(first.at(-1)).toBe('Show 70 more');
    const [root] = await rows.roots();
    const [saved] = root ? await rows.children(root) : [];
    if (saved?.subject.is === 'saved-stack') rows.showMore(saved.subject);
    expect(await shown()).toHaveLength(120);
  });

  test('an empty repository leaves the view to a welcome; one that cannot be read does not', async () => {
    const empty = new SnapshotRows(
      api({ repositories: async () => [repository], snapshots: async () => ({ items: [], warnings: [] }) }),
      words,
    );
    expect([await empty.roots(), empty.emptiness]).toEqual([[], 'empty']);
    const broken = new SnapshotRows(api({ repositories: async () => [repository], snapshots: dead }), words);
    expect((await tree(broken)).at(-1)).toContain('unix:///x');
  });
});

describe('jobs', () => {
  const job: JobSummary = {
    id: 'j-1',
    operation: 'backup',
    title: { key: 'title.backup', params: { stack: 'shop' } },
    host: 'local',
    stack: 'shop',
    state: 'running',
    startedAt: time,
  };
  const view: JobView = backupEvents.slice(0, 5).reduce(reduce, emptyView('j-1'));

  test('one that runs shows its step and how far each service is', async () => {
    const rows = new JobRows({ list: [job], ready: () => Promise.resolve(), view: () => view }, words);
    expect(await tree(rows)).toEqual(['Back up shop | Save db', '  db | saving 600 MB / 1.2 GB, 50 %, 120 MB/s, 5 s left']);
  });

  test('one that has ended shows how, and until when it can be undone', async () => {
    const undo = { until: '2026-05-04T12:02:00.000Z', services: ['db'] };
    const list: JobSummary[] = [
      { ...job, state: 'succeeded', endedAt: time, undo },
      {
        ...job,
        id: 'j-0',
        state: 'failed',
        error: { code: 'host-unreachable', message: { key: 'host-unreachable.engine-gone', params: {} } },
      },
    ];
    const rows = new JobRows({ list, ready: () => Promise.resolve(), view: () => undefined }, words);
    const shown = await tree(rows);
    expect(shown[0]).toBe(`Back up shop | done · 2 hours ago · can be undone until ${words.moment(undo.until)}`);
    expect(shown.slice(1)).toEqual([
      'Back up shop | failed · 2 hours ago',
      '  The connection to the Longshore process is gone. Jobs under way are not affected.',
    ]);
    const [done, failed] = await rows.roots();
    expect([done?.context, failed?.context]).toEqual(['job succeeded undoable', 'job failed']);
  });
});
