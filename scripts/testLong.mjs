import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runNode } from './setup/dependencies.mjs';
import { ensureEverything } from './setup/everything.mjs';

/**
 * All cases of the matrices of test/matrix, of which `npm test` takes a sample. A run that was cut off goes on where it was,
 * at the same commit. `--shard I/N`: one of N equal parts. `--seeds N`: instead, the samples of the next N seeds.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { shard: { type: 'string', default: '1/1' }, seeds: { type: 'string' } } });
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

function vitest(env) {
  const program = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'integration', 'test/matrix'];
  const { status } = runNode([...program, '--reporter=default', '--reporter=./test/runner/progress.ts'], { env });
  if (status !== 0) process.exitCode = 1;
}

/** What is finished is only believed of what is committed. */
function finishedAt(commit) {
  const record = `${root}.cache/test/long-${commit}.jsonl`;
  if (git('status', '--porcelain') !== '') rmSync(record, { force: true });
  return record;
}

function report(record) {
  if (!existsSync(record)) return;
  const cases = readFileSync(record, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const name of new Set(cases.map(({ matrix }) => matrix))) {
    const mine = cases.filter(({ matrix }) => matrix === name);
    const minutes = mine.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
    const outcomes = [...new Set(mine.map(({ outcome }) => outcome))].join(', ');
    console.log(`${name.padEnd(20)} ${String(mine.length).padStart(4)} cases ${minutes.toFixed(1).padStart(6)} min  ${outcomes}`);
  }
}

try {
  const [shard, shards] = values.shard.split('/').map(Number);
  if (!(shard >= 1 && shard <= shards)) throw new Error('--shard takes I/N, such as 1/3.');
  await ensureEverything();
  const commit = git('rev-parse', '--short=12', 'HEAD');
  if (values.seeds !== undefined) {
    for (let next = 1; next <= Number(values.seeds); next += 1) {
      console.log(`\n── seed ${commit}+${next}`);
      vitest({ LONGSHORE_TEST_SEED: `${commit}+${next}` });
    }
  } else {
    const record = finishedAt(commit);
    vitest({ LONGSHORE_TEST_LONG: values.shard, LONGSHORE_TEST_LONG_RECORD: record });
    report(record);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
