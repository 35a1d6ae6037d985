import { expect, test } from 'vitest';
import { frames } from './demux.ts';

function frame(type: number, data: Buffer): Buffer {
  const header = Buffer.from([type, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
}

/** So many chunks come at once. */
async function* from(chunks: Buffer[], atOnce: number): AsyncGenerator<Buffer[]> {
  for (let at = 0; at < chunks.length; at += atOnce) yield chunks.slice(at, at + atOnce);
}

async function outputs(chunks: Buffer[], atOnce = 1): Promise<{ stdout: string; stderr: string }> {
  const found: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  for await (const { stderr, data } of frames(from(chunks, atOnce))) (stderr ? found.stderr : found.stdout).push(data);
  return { stdout: Buffer.concat(found.stdout).toString('latin1'), stderr: Buffer.concat(found.stderr).toString('latin1') };
}

const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const whole = Buffer.concat([
  frame(1, Buffer.from('out')),
  frame(2, Buffer.from('err')),
  frame(1, Buffer.alloc(0)),
  frame(1, all),
]);
const expected = { stdout: `out${all.toString('latin1')}`, stderr: 'err' };

test('frames are put together whatever the chunks are', async () => {
  for (let size = 1; size <= whole.length; size += 1) {
    const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) => whole.subarray(i * size, (i + 1) * size));
    for (const atOnce of [1, 2, 5]) expect(await outputs(chunks, atOnce)).toEqual(expected);
  }
});

test('what came at once of one output is one piece', async () => {
  const given: string[] = [];
  const chunks = [frame(1, Buffer.from('a')), frame(1, Buffer.from('b')), frame(2, Buffer.from('c')), frame(1, Buffer.from('d'))];
  for await (const { stderr, data } of frames(from(chunks, 4))) given.push(`${stderr ? 'err' : 'out'} ${data.toString()}`);
  expect(given).toEqual(['out ab', 'err c', 'out d']);
});

test('nothing at all is an empty output', async () => {
  expect(await outputs([])).toEqual({ stdout: '', stderr: '' });
});

test('an end inside a frame is an error, an end between frames is none', async () => {
  const between: number[] = [];
  for (let at = 0; at <= whole.length; at += 1) {
    const fine = await outputs([whole.subarray(0, at)]).then(
      () => true,
      (error: Error) => !error.message.includes('ended inside a frame'),
    );
    if (fine) between.push(at);
  }
  expect(between).toEqual([0, 11, 22, 30, whole.length]);
});

test('what is not multiplexed is an error', async () => {
  await expect(outputs([Buffer.from('plain text of a terminal')])).rejects.toThrow('not a multiplexed stream');
  await expect(outputs([Buffer.from([1, 0, 0, 1, 0, 0, 0, 1, 65])])).rejects.toThrow('not a multiplexed stream');
});

test('a source that fails is told from a reader that fails', async () => {
  const cause = new Error('reset');
  const broken = async function* (): AsyncGenerator<Buffer[]> {
    yield [whole.subarray(0, 11)];
    throw cause;
  };
  const iterator = frames(broken());
  expect((await iterator.next()).value).toEqual({ stderr: false, data: Buffer.from('out') });
  await expect(iterator.next()).rejects.toMatchObject({ name: 'StreamCut', cause });
});
