import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SshAddress } from '../host.ts';
import { sshCommand, sshSettings } from './command.ts';
import type { Login } from './login.ts';
import { askSsh } from './program.ts';
import { findSockets } from './sockets.ts';

const address: SshAddress = { type: 'ssh', host: 'box' };
const never = new AbortController().signal;
const path = process.env['PATH'] ?? '';

/** In the place of the ssh program: one that says where it is and does not end. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-ssh-program-'));
  await writeFile(join(folder, 'ssh'), '#!/bin/sh\nexec sleep 600\n');
  await chmod(join(folder, 'ssh'), 0o700);
  process.env['PATH'] = `${folder}:${path}`;
});
afterEach(async () => {
  process.env['PATH'] = path;
  await rm(folder, { recursive: true });
});

test('an ssh program that does not end is given up after the limit, in words', async () => {
  await expect(askSsh(['-G', 'box'], address, never, 0.1)).rejects.toMatchObject({
    key: 'timeout.ssh-program',
    params: { address: 'ssh://box', seconds: 0.1 },
    hint: { key: 'hint.ssh-by-hand' },
  });
});

test('a session whose shell does not end is given up after the limit, in words', async () => {
  const login = { control: join(folder, 'master') } as Login;
  await expect(findSockets(login, address, never, 0.1)).rejects.toMatchObject({
    key: 'timeout.ssh-session',
    params: { address: 'ssh://box', seconds: 0.1 },
    hint: { key: 'hint.ssh-by-hand', params: { command: 'ssh box' } },
  });
});

test('none is waited for once that is no longer wanted', async () => {
  const login = { control: join(folder, 'master') } as Login;
  await expect(findSockets(login, address, AbortSignal.timeout(50))).rejects.toMatchObject({ key: 'timeout.deadline' });
  await expect(sshSettings(address, AbortSignal.timeout(50))).rejects.toMatchObject({ key: 'timeout.deadline' });
  const cancelled = new AbortController();
  setTimeout(() => cancelled.abort(), 50);
  await expect(findSockets(login, address, cancelled.signal)).rejects.toMatchObject({ code: 'cancelled' });
});

test('a password changes nothing of what is said when the ssh program is missing, or its configuration is broken', async () => {
  const withPassword: SshAddress = { ...address, password: 'env:LONGSHORE_TEST_PASSWORD' };
  process.env['LONGSHORE_TEST_PASSWORD'] = 'secret';
  try {
    const complaint = 'config: line 1: Bad configuration option: frobnicate';
    await writeFile(join(folder, 'ssh'), `#!/bin/sh\necho '${complaint}' >&2\nexit 255\n`);
    await expect(sshCommand(withPassword, never)).rejects.toMatchObject({ key: 'usage.ssh-config', detail: complaint });
    await rm(join(folder, 'ssh'));
    process.env['PATH'] = folder;
    await expect(sshCommand(withPassword, never)).rejects.toMatchObject({ key: 'tool-missing.ssh' });
  } finally {
    delete process.env['LONGSHORE_TEST_PASSWORD'];
  }
});
