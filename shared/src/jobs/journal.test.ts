import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { message } from '../text/message.ts';
import { Journal, followJournal, readEvents } from './journal.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(() => rm(dir, { recursive: true }));

const note = { type: 'note', level: 'info', message: message('cancelled.by-user', {}) } as const;
const alive = async (): Promise<boolean> => true;

it('numbers events without a gap, also after it was opened again', async () => {
  {
    await using journal = await Journal.open(dir);
    await Promise.all([journal.write(note), journal.write(note)]);
  }
  await using journal = await Journal.open(dir);
  await journal.write(note);
  expect((await readEvents(dir)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

it('gives a late reader the past and then what comes, to the end', async () => {
  await using journal = await Journal.open(dir);
  await journal.write(note);
  const seen: number[] = [];
  const reading = (async () => {
    for await (const event of followJournal(dir, 0, new AbortController().signal, alive)) seen.push(event.seq);
  })();
  await journal.write(note);
  await journal.write({ type: 'ended', outcome: 'succeeded' });
  await reading;
  expect(seen).toEqual([1, 2, 3]);
});

it('resumes after a sequence number', async () => {
  await using journal = await Journal.open(dir);
  for (let count = 0; count < 3; count += 1) await journal.write(note);
  await journal.write({ type: 'ended', outcome: 'cancelled' });
  const seen: number[] = [];
  for await (const event of followJournal(dir, 2, new AbortController().signal, alive)) seen.push(event.seq);
  expect(seen).toEqual([3, 4]);
});

it('is not glued to a line that a crash cut short', async () => {
  await writeFile(join(dir, 'journal.jsonl'), '{"v":1,"seq":1,"ti');
  {
    await using journal = await Journal.open(dir);
    await journal.write({ type: 'ended', outcome: 'succeeded' });
  }
  expect(await readEvents(dir)).toMatchObject([{ seq: 1, type: 'ended' }]);
});

it('numbers on behind a line that lacks its end alone', async () => {
  const time = new Date().toISOString();
  await writeFile(join(dir, 'journal.jsonl'), JSON.stringify({ v: 1, seq: 1, time, ...note }));
  {
    await using journal = await Journal.open(dir);
    await journal.write({ type: 'ended', outcome: 'succeeded' });
  }
  expect(await readEvents(dir)).toMatchObject([{ seq: 1 }, { seq: 2, type: 'ended' }]);
});

it('goes on behind an end that a recovery has overtaken, and is over where the last one is known', async () => {
  await using journal = await Journal.open(dir);
  await journal.write(note);
  await journal.write({ type: 'ended', outcome: 'failed' });
  await journal.write({ type: 'ended', outcome: 'succeeded' });
  const read = async (after: number): Promise<number[]> => {
    const seen: number[] = [];
    for await (const event of followJournal(dir, after, new AbortController().signal, alive)) seen.push(event.seq);
    return seen;
  };
  expect(await read(0)).toEqual([1, 2, 3]);
  expect(await read(3)).toEqual([]);
});

it('ends without an end when the owner is gone', async () => {
  await using journal = await Journal.open(dir);
  await journal.write(note);
  const seen: number[] = [];
  for await (const event of followJournal(dir, 0, new AbortController().signal, async () => false)) seen.push(event.seq);
  expect(seen).toEqual([1]);
});

it('gives a reader lines that are longer than what is read at once', async () => {
  await using journal = await Journal.open(dir);
  const path = 'x'.repeat(3 << 20);
  const long = { ...note, message: message('usage.docker-config', { path }) } as const;
  for (const event of [note, long, note]) await journal.write(event);
  await journal.write({ type: 'ended', outcome: 'succeeded' });
  const seen: number[] = [];
  const limit = AbortSignal.timeout(20_000);
  for await (const event of followJournal(dir, 0, limit, alive)) seen.push(event.seq);
  expect(seen).toEqual([1, 2, 3, 4]);
});
