import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect } from 'vitest';

/**
 * Gives each test file a temporary folder, a run-time directory and a label of its own, so that files run side by side. Paths
 * of sockets are limited to 108 characters, and lie in it: its name is short.
 */
const place = mkdtempSync(join(tmpdir(), 'ls-'));
const label = `${basename(expect.getState().testPath ?? '', '.test.ts')}-${basename(place)}`;
const before = { TMPDIR: process.env['TMPDIR'], XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] };
const runtime = join(place, 'run');
mkdirSync(runtime, { mode: 0o700 });
Object.assign(process.env, { TMPDIR: place, XDG_RUNTIME_DIR: runtime, LONGSHORE_TEST_LABEL: label });

afterAll(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
  rmSync(place, { recursive: true, force: true });
  const filter = ['--filter', `label=longshore.test.file=${label}`];
  const left = execFileSync('docker', ['ps', '--all', ...filter, '--format', '{{.Names}} {{.Image}}'], { encoding: 'utf8' });
  expect(left, 'containers that this file has left').toBe('');
});
