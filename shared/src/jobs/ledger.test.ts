import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { Ledger, type LedgerEntry, readLedger } from './ledger.ts';
import { thisProcess } from '../machine/owner.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ledger-'));
});
afterEach(() => rm(dir, { recursive: true }));

const owner: LedgerEntry = { type: 'owner', version: 1, writer: '0', job: 'j', owner: thisProcess(), socket: '/s' };
const ref = (id: string): { kind: 'postgres'; id: string; data: null } => ({ kind: 'postgres', id, data: null });

it('remembers which containers stand still', async () => {
  await using ledger = await Ledger.open(dir);
  await ledger.write(owner);
  const containers = [
    { id: '1', name: 'a', service: 'a' },
    { id: '2', name: 'b', service: 'b' },
  ];
  await ledger.write({ type: 'quiet', how: 'pause', containers });
  await ledger.write({ type: 'resumed', containers: ['1'] });
  expect((await readLedger(dir)).quiet).toEqual([{ id: '2', name: 'b', service: 'b', how: 'pause' }]);
});

it('keeps the last stage of each change, in the order in which they began', async () => {
  await using ledger = await Ledger.open(dir);
  await ledger.write(owner);
  await ledger.write({ type: 'change', stage: 'staging', service: 'db', ref: ref('x') });
  await ledger.write({ type: 'change', stage: 'staging', service: 'cache', ref: ref('y') });
  await ledger.write({ type: 'change', stage: 'swapped', service: 'db', ref: { ...ref('x'), data: 5 } });
  expect((await readLedger(dir)).changes).toEqual([
    { service: 'db', stage: 'swapped', ref: { ...ref('x'), data: 5 } },
    { service: 'cache', stage: 'staging', ref: ref('y') },
  ]);
});

it('takes entries that come at the same time one after the other, each with the place before it and the one after it', async () => {
  const places: string[] = [];
  await using ledger = await Ledger.open(dir, (count, { type }) => void places.push(`${count} ${type}`));
  await Promise.all([
    ledger.write(owner),
    ledger.write({ type: 'lock', name: 'l' }),
    ledger.write({ type: 'resumed', containers: [] }),
  ]);
  expect(places).toEqual(['0.5 owner', '1 owner', '1.5 lock', '2 lock', '2.5 resumed', '3 resumed']);
});

it('an entry that fails is cut off, and takes none with it that comes at the same time', async () => {
  await using ledger = await Ledger.open(dir, (count, { type }) => {
    if (count === 1.5 && type === 'lock') throw new Error('this one fails');
  });
  const written = await Promise.allSettled([
    ledger.write(owner),
    ledger.write({ type: 'lock', name: 'l' }),
    ledger.write({ type: 'resumed', containers: [] }),
  ]);
  expect(written.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((await readLedger(dir)).owner.type).toBe('owner');
  expect(ledger.lines()).toHaveLength(2);
});

it('drops a line that a crash cut short, and goes on after it', async () => {
  {
    await using ledger = await Ledger.open(dir);
    await ledger.write(owner);
  }
  await appendFile(join(dir, 'ledger.jsonl'), '{"type":"lock","na');
  expect((await readLedger(dir)).lock).toBeUndefined();
  await using again = await Ledger.open(dir);
  await again.write({ type: 'lock', name: 'l' });
  expect((await readLedger(dir)).lock).toEqual({ name: 'l' });
});

it('refuses a newer version by name and a damaged file, and touches neither', async () => {
  const file = join(dir, 'ledger.jsonl');
  for (const [text, code] of [
    [`${JSON.stringify({ ...owner, version: 2, time: 't' })}\n`, 'incompatible'],
    ['not json\n', 'corrupt'],
    ['', 'corrupt'],
  ] as const) {
    await writeFile(file, text);
    await expect(readLedger(dir)).rejects.toSatisfy((error) => AppError.is(error, code));
    expect(await readFile(file, 'utf8')).toBe(text);
  }
});

it('an entry that cannot be written stops nothing while that is forgiven: this process knows it, and later ones follow', async () => {
  const ledger = await Ledger.open(dir);
  await ledger.write(owner);
  await ledger[Symbol.asyncDispose]();
  const told: unknown[] = [];
  ledger.forgive((error) => told.push(error));
  await ledger.write({ type: 'lock', name: 'l' });
  expect(ledger.state().lock).toEqual({ name: 'l' });
  expect(told).toHaveLength(1);
  // Without that on disk, what it takes down would stay down when this process dies.
  await expect(ledger.write({ type: 'quiet', how: 'stop', containers: [] })).rejects.toThrow(/closed/);
  expect(told).toHaveLength(1);
  ledger.forgive(undefined);
  await expect(ledger.write({ type: 'locked', name: 'l', id: 'i' })).rejects.toThrow(/closed/);
  expect(ledger.state().lock).toEqual({ name: 'l' });
});
