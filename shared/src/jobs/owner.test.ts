import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ownerState, processStart, thisProcess } from './owner.ts';

it('knows this process to be alive', () => {
  expect(ownerState(thisProcess())).toBe('alive');
});

it('calls an owner dead only when that is proven', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const owner = { ...thisProcess(), pid, processStart: processStart(pid) ?? '' };
  expect(ownerState(owner)).toBe('alive');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(ownerState(owner)).toBe('dead');
});

it('does not take a reused pid for its owner', () => {
  expect(ownerState({ ...thisProcess(), processStart: '1' })).toBe('dead');
});

it('cannot tell of another machine, and another boot ends every process', () => {
  expect(ownerState({ ...thisProcess(), machine: 'other' })).toBe('elsewhere');
  expect(ownerState({ ...thisProcess(), boot: 'earlier' })).toBe('dead');
});
