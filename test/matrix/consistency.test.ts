import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as tar from 'tar-stream';
import { plainContext } from '../../shared/src/context.ts';
import { localHost, startContainer, waitFor } from '../support/docker.ts';
import { type TestCore, openCore, succeeded } from '../support/core.ts';
import { matrix, range } from '../support/matrix.ts';
import { type TestStack, openStack } from '../support/stack.ts';
import { run } from '../support/run.ts';

/**
 * One writer puts n into PostgreSQL, then into Valkey. A snapshot of one moment at which it stood still shows the same n in
 * both, or n and n-1 when it was caught in between. Without the freeze the two drift apart, and the same test shows it.
 */
let stack: TestStack;
let core: TestCore;

beforeAll(async () => {
  // Many writes, so that two moments that are close to each other differ.
  process.env['LONGSHORE_TEST_RATE'] = '200';
  stack = await openStack('sample');
  core = await openCore();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

async function fileOf(snapshot: string, name: RegExp): Promise<string> {
  const id = snapshot.slice(snapshot.lastIndexOf('/') + 1);
  const found = await readdir(join(core.dataDir, 'repository'), { recursive: true });
  const file = found.find((path) => path.includes(id) && name.test(path));
  if (file === undefined) throw new Error(`${String(name)} is not in ${snapshot}: ${found.join(', ')}`);
  return join(core.dataDir, 'repository', file);
}

/** By the standard tools alone, as FORMAT.md promises. */
async function lastInDatabase(snapshot: string): Promise<number> {
  const file = await fileOf(snapshot, /\/app\.dump$/);
  const restore = spawn('docker', ['exec', '-i', `${stack.project}-db-1`, 'pg_restore', '-a', '-t', 'ticks', '-f', '-']);
  const ended = once(restore, 'close');
  // It leaves off reading where it has what it wants; its exit code tells whether it went well.
  const sending = pipeline(createReadStream(file), restore.stdin).catch(() => undefined);
  let last = 0;
  let rest = '';
  for await (const chunk of restore.stdout) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) last = Math.max(last, Number(/^(\d+)\t/.exec(line)?.[1] ?? 0));
  }
  await sending;
  expect((await ended)[0]).toBe(0);
  return last;
}

async function lastInCache(snapshot: string): Promise<number> {
  const file = await fileOf(snapshot, /dump\.rdb/);
  const stored = await readFile(file);
  const pack = tar.pack();
  pack.entry(
    { name: 'dump.rdb', uid: 999, gid: 999, mode: 0o600 },
    file.endsWith('.zst') ? zlib.zstdDecompressSync(stored) : stored,
  );
  pack.finalize();
  await using server = await startContainer({ image: 'longshore-test/valkey:8', start: false });
  const host = localHost();
  await host.extract(server.id, '/data', Readable.from(pack), plainContext());
  await host.start(server.id, plainContext());
  const ask = async (): Promise<string> => (await run('docker', ['exec', server.id, 'valkey-cli', 'get', 'tick'])).stdout.trim();
  await waitFor(async () => /^\d+$/.test(await ask().catch(() => '')));
  return Number(await ask());
}

async function difference(mode: 'freeze' | 'online'): Promise<number> {
  const { snapshot } = succeeded((await core.run({ operation: 'backup', stack: stack.project, mode, counts: false })).ended);
  const [database, cache] = [await lastInDatabase(snapshot ?? ''), await lastInCache(snapshot ?? '')];
  expect(database, 'the writer has written').toBeGreaterThan(0);
  return database - cache;
}

matrix('consistency', 'a frozen snapshot shows one moment, each time', {
  cases: () => range(1, 21, 1),
  sample: 3,
  async test() {
    expect([0, 1]).toContain(await difference('freeze'));
    return 'one moment';
  },
  ends: ['one moment'],
});

it('and without the freeze this very test notices', async () => {
  // As long as it takes: on a busy machine the writer gets little done between the two points.
  let widest = 0;
  for (let count = 0; count < 40 && widest <= 1; count += 1) widest = Math.max(widest, Math.abs(await difference('online')));
  expect(widest).toBeGreaterThan(1);
}, 600_000);

it('prints the downtime that the writer itself measured', async () => {
  const since = new Date().toISOString();
  const { secondsDown } = succeeded((await core.run({ operation: 'backup', stack: stack.project, mode: 'freeze' })).ended);
  const writer = `${stack.project}-writer-1`;
  const gaps = async (): Promise<number[]> => {
    const { stdout } = await run('docker', ['logs', '--since', since, writer]);
    return [...stdout.matchAll(/"lastGapMs": ?(\d+)/g)].map(([, ms]) => Number(ms));
  };
  const printed = (secondsDown?.[writer] ?? 0) * 1000;
  expect(printed).toBeGreaterThan(0);
  // The writer reports once a second; its gap also holds the one write that was under way.
  await waitFor(async () => Math.max(0, ...(await gaps())) > printed / 2);
  const measured = Math.max(...(await gaps()));
  expect(Math.abs(printed - measured)).toBeLessThan(Math.max(150, printed / 2));
});
