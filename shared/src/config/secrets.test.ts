import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { readSecret } from './secrets.ts';

const { signal } = new AbortController();

test('from the environment, a file or a command, without the line break at the end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-secret-'));
  try {
    await writeFile(join(folder, 's'), ' a b \n');
    expect(await readSecret('env:S', signal, { S: 'x' })).toBe('x');
    expect(await readSecret(`file:${join(folder, 's')}`, signal)).toBe(' a b ');
    expect(await readSecret("command:printf 'y\\n'", signal)).toBe('y');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('one that is not there is named by its reference; what a command printed is not repeated', async () => {
  await expect(readSecret('env:NOPE', signal, {})).rejects.toMatchObject({
    key: 'usage.secret-missing',
    params: { reference: 'env:NOPE' },
  });
  await expect(readSecret('file:/nowhere', signal)).rejects.toMatchObject({ params: { problem: 'ENOENT' } });
  const folder = await mkdtemp(join(tmpdir(), 'longshore-secret-'));
  try {
    await writeFile(join(folder, 's'), 'hunter2');
    const error = await readSecret(`command:cat ${folder}/s; cat ${folder}/s >&2; exit 3`, signal).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ key: 'usage.secret-missing', params: { problem: 'exit 3' } });
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a command that does not come to an end is not waited for, and leaves when it is no longer wanted', async () => {
  await expect(readSecret('command:exec sleep 60', signal, process.env, 0.1)).rejects.toMatchObject({
    key: 'usage.secret-missing',
    params: { problem: 'no end within 0.1 s' },
  });
  const over = new AbortController();
  const reading = readSecret('command:exec sleep 60', over.signal);
  over.abort();
  await expect(reading).rejects.toMatchObject({ key: 'cancelled.by-user' });
  await expect(readSecret('file:/nowhere', over.signal)).rejects.toMatchObject({ key: 'cancelled.by-user' });
  await expect(readSecret('command:exec sleep 60', AbortSignal.timeout(10))).rejects.toMatchObject({ key: 'timeout.deadline' });
});

test('a line break alone is no secret', async () => {
  const missing = { key: 'usage.secret-missing', params: { problem: 'nothing is there' } };
  await expect(readSecret("command:printf '\\n'", signal)).rejects.toMatchObject(missing);
  await expect(readSecret('env:S', signal, { S: '\r\n' })).rejects.toMatchObject(missing);
});
