import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { Dialogue } from './dialogue.ts';

/** A client that answers with what it gets, as long as it lives; `kill` ends it. */
function echo(): { dialogue: Dialogue; kill: () => void } {
  const child = spawn('cat');
  const dialogue = new Dialogue({
    start: ({ stdin, onStderr }) => {
      stdin?.pipe(child.stdin);
      child.stdin.on('error', () => {});
      child.stderr.on('data', (chunk: Buffer) => onStderr?.(chunk));
      child.stdout.on('close', () => child.kill());
      return child.stdout;
    },
    lost: (cause) => new Error(`lost: ${cause instanceof Error ? cause.message : String(cause)}`),
  });
  return { dialogue, kill: () => void child.kill('SIGKILL') };
}

/** All lines up to `end`. */
async function answer(dialogue: Dialogue, text: string, signal?: AbortSignal): Promise<string[]> {
  using turn = await dialogue.ask(`${text}\nend\n-----\n`, signal);
  const lines: string[] = [];
  for (let line = await turn.next(); line.toString() !== 'end'; line = await turn.next()) lines.push(line.toString());
  turn.whole();
  return lines;
}

test('requests wait for each other, and each gets its own answer, empty and long ones too', async () => {
  const { dialogue } = echo();
  await using _ = dialogue;
  const long = 'x'.repeat(300_000);
  const answers = await Promise.all(['one\ntwo', '', long, 'ü'].map((text) => answer(dialogue, text)));
  expect(answers).toEqual([['one', 'two'], [''], [long], ['ü']]);
});

test('an answer that is not read to its end ends the client: its rest is no answer to the next request', async () => {
  const { dialogue } = echo();
  await using _ = dialogue;
  {
    using turn = await dialogue.ask('one\ntwo\nend\n-----\n');
    expect((await turn.next()).toString()).toBe('one');
  }
  await expect(answer(dialogue, 'three')).rejects.toThrow('lost');
  expect(dialogue.failed).toBe(true);
});

test('a cancel ends the client in the middle of an answer, and before it nothing is sent', async () => {
  const { dialogue } = echo();
  await using _ = dialogue;
  await expect(answer(dialogue, 'never', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  expect(await answer(dialogue, 'one')).toEqual(['one']);
  const cancel = new AbortController();
  using turn = await dialogue.ask('no end follows\n', cancel.signal);
  expect((await turn.next()).toString()).toBe('no end follows');
  setTimeout(() => cancel.abort(), 20);
  await expect(turn.next()).rejects.toThrow('lost: cancelled.by-user');
});

test('a deadline that passes in the middle of an answer is told as one', async () => {
  const { dialogue } = echo();
  await using _ = dialogue;
  const deadline = new AbortController();
  using turn = await dialogue.ask('no end follows\n', deadline.signal);
  await turn.next();
  setTimeout(() => deadline.abort(new DOMException('too late', 'TimeoutError')), 20);
  await expect(turn.next()).rejects.toThrow('lost: timeout.deadline');
});

test('a client that ends is noticed by the request that waits, and by all later ones', async () => {
  const { dialogue, kill } = echo();
  await using _ = dialogue;
  using turn = await dialogue.ask('no end follows\n');
  await turn.next();
  setTimeout(kill, 20);
  await expect(turn.next()).rejects.toThrow('lost');
  turn[Symbol.dispose]();
  await expect(answer(dialogue, 'later')).rejects.toThrow('lost');
});

test('what was failed for a reason says that reason', async () => {
  const { dialogue } = echo();
  await using _ = dialogue;
  using turn = await dialogue.ask('no end follows\n');
  await turn.next();
  setTimeout(() => dialogue.fail(new Error('the server is silent')), 20);
  await expect(turn.next()).rejects.toThrow('lost: the server is silent');
});

test('it is over when it is disposed, also with an answer half read', async () => {
  const { dialogue } = echo();
  const turn = await dialogue.ask('one\ntwo\n');
  await turn.next();
  await dialogue[Symbol.asyncDispose]();
  turn[Symbol.dispose]();
  await expect(answer(dialogue, 'later')).rejects.toThrow('lost');
});
