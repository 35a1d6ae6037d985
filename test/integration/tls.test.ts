import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JobEvent } from '../../shared/src/model/job.ts';
import { type TestCli, openCli } from '../support/cli.ts';
import { type SecondEngine, startSecondEngine } from '../support/secondEngine.ts';
import { type TestStack, docker, leftovers, openStack } from '../support/stack.ts';

/** Everything, by the command line, on an engine that is reached over TLS only. */
let engine: SecondEngine;
let stack: TestStack;
let cli: TestCli;
let name: string;
let snapshot: string;
let states: Record<string, string>;
beforeAll(async () => {
  [engine, cli] = await Promise.all([startSecondEngine(), openCli()]);
  await mkdir(join(cli.dataDir, 'longshore'));
  await writeFile(join(cli.dataDir, 'longshore/config.yaml'), engine.config());
  stack = await openStack('sample', engine);
  name = stack.project;
  states = await stack.states();
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  await cli[Symbol.asyncDispose]();
});

const sql = (text: string): Promise<string> => stack.exec('db', 'psql', '-U', 'postgres', '-d', 'app', '-XqAtc', text);
const cache = (...command: string[]): Promise<string> =>
  stack.exec('cache', 'valkey-cli', '--no-auth-warning', '-a', 'p@ss$1%w&rd;ü', ...command);
const write = async (state: string): Promise<void> => {
  await sql(`create table if not exists marker (state text); truncate marker; insert into marker values ('${state}')`);
  await cache('set', 'marker', state);
};
const read = async (): Promise<string[]> => [await sql('select state from marker'), await cache('get', 'marker')];
const proven = { services: [{ proof: { ok: true, differences: [] } }, { proof: { ok: true, differences: [] } }] };
const jobOf = (lines: JobEvent[]): string => lines.flatMap((line) => (line.type === 'started' ? [line.job] : []))[0] ?? '';

/** A job that succeeds, and leaves the containers as they were and nothing else on the engine. */
async function done(...argv: string[]): Promise<{ job: string; result: Record<string, unknown> }> {
  const { code, last, lines } = await cli.json(argv);
  expect({ code, last }).toMatchObject({ code: 0, last: { outcome: 'succeeded' } });
  const job = jobOf(lines);
  expect(await leftovers(job, engine)).toEqual([]);
  expect(await stack.states()).toEqual(states);
  return { job, result: last['result'] as Record<string, unknown> };
}

it('backup, verify and drill', async () => {
  await write('saved');
  const { result } = await done('backup', name);
  expect(result).toMatchObject({ complete: true, frozenSeconds: expect.any(Number) as unknown });
  snapshot = result['snapshot'] as string;
  await done('verify', snapshot);
  expect((await done('drill', snapshot)).result).toMatchObject(proven);
});

it('restore, and undo', async () => {
  await write('present');
  const restored = await done('restore', snapshot, '--yes');
  expect(restored.result).toMatchObject(proven);
  expect(await read()).toEqual(['saved', 'saved']);
  await done('undo', restored.job, '--yes');
  expect(await read()).toEqual(['present', 'present']);
});

it('recover, after the job was killed in the middle of switching over', async () => {
  const killed = await cli.json(['restore', snapshot, '--yes'], { LONGSHORE_TEST_DIE_AFTER: '12' });
  expect(killed.last).toMatchObject({ outcome: 'failed', error: { code: 'recovery-needed' } });
  expect(await docker(['ps', '--all', '--filter', 'label=longshore.lock', '--format', '{{.Names}}'], engine)).not.toBe('');
  await done('recover');
  const [database, kv] = await read();
  expect(database).toBe(kv);
  expect(await leftovers(jobOf(killed.lines), engine)).toEqual([]);
});
