import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { hasDependencies } from '../../scripts/setup/dependencies.mjs';
import { down } from '../../scripts/setup/stack.mjs';
import { run } from '../support/run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a newcomer reads, in this order. Amounts are those of the sample. */
const milestones = [
  /A sample stack: PostgreSQL with two databases, Valkey/,
  /\$ npx longshore status \S+\n/,
  /cache {2,}Valkey 8/,
  /db {2,}PostgreSQL 17/,
  / {2}customers: 5000\n {2}orders: {4}25000\n {2}user:1: {4}zoe@example\.com\n/,
  /1\. Back it up/,
  /Saved \S+: .* in /,
  /Paused for .*-writer-1/,
  /2\. Prove it/,
  /is whole: every byte was read and understood/,
  /3\. Damage it/,
  / {2}customers: ERROR: .*\n {2}orders: {4}ERROR: .*\n {2}user:1: {4}\(nothing\)\n/,
  /4\. Restore it/,
  /Restored \S+ into \S+ in /,
  /checked: all there/,
  /Down meanwhile: /,
  / {2}customers: 5000\n/,
  /exactly what was saved/,
  /5\. Changed your mind\?/,
  /\$ npx longshore undo (\S+) --yes/,
  / {2}customers: ERROR: /,
  /\$ npx longshore undo (\S+) --yes/,
  / {2}customers: 5000\n/,
  /What to try next/,
  /node scripts\/setup\/stack\.mjs down \S+ {2,}the stack with its data/,
  /rm -r \S+ {2,}its snapshots/,
];

it('npm start shows the whole tool on the sample stack, and what it says to remove is all that it made', async () => {
  // It would install them while the tests use them.
  expect(hasDependencies(), 'npm run check, npm test or npm start has installed the dependencies').toBe(true);
  const project = `longshore-test-start-${randomBytes(3).toString('hex')}`;
  const home = await mkdtemp(join(tmpdir(), 'longshore-start-'));
  try {
    const env = {
      ...process.env,
      LONGSHORE_SETUP: '0',
      LONGSHORE_DATA: '',
      LONGSHORE_CONFIG: '',
      XDG_DATA_HOME: home,
      XDG_CONFIG_HOME: home,
      LANG: 'C.UTF-8',
      LC_ALL: '',
    };
    const child = spawn(process.execPath, ['scripts/start.mjs', project], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(await ended, err + out).toBe(0);
    let at = 0;
    for (const milestone of milestones) {
      const found = milestone.exec(out.slice(at));
      expect(found, `${String(milestone)} in what follows:\n${out.slice(at)}`).not.toBeNull();
      at += (found?.index ?? 0) + (found?.[0].length ?? 0);
    }

    const [, stack = ''] = /(node scripts\/setup\/stack\.mjs down \S+)/.exec(out) ?? [];
    const [, snapshots = ''] = /(rm -r \S+)/.exec(out) ?? [];
    await run('sh', ['-c', `${stack} && ${snapshots}`], { cwd: root });
    const label = ['--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`];
    expect((await run('docker', ['ps', ...label])).stdout).toBe('');
    const left = await readdir(join(home, 'longshore', 'repository'));
    expect(left.filter((entry) => entry.includes(project))).toEqual([]);
  } finally {
    await down(project);
    await rm(home, { recursive: true, force: true });
  }
}, 600_000);
