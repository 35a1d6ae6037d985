import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../errors.ts';
import { Crc64 } from './crc64.ts';
import { rdbCheck, RdbParser, type RdbSummary } from './rdb.ts';
import { GroupFold, groupHash } from './groups.ts';
import { libraryOf } from './libraries.ts';
import { uncompress } from './rdbReader.ts';
import { moduleName } from './rdbValue.ts';

/** Written by the real servers, by fixtures/write.sh. */
const folder = new URL('./fixtures/', import.meta.url);
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.rdb'));
const read = (name: string): Buffer => readFileSync(new URL(name, folder));

function parse(bytes: Buffer, chunk = bytes.length): RdbSummary {
  const parser = new RdbParser();
  for (let at = 0; at < bytes.length; at += chunk) parser.write(bytes.subarray(at, at + chunk));
  return parser.end();
}

function failure(bytes: Buffer): string {
  try {
    parse(bytes);
  } catch (error) {
    if (AppError.is(error)) return error.key;
    throw error;
  }
  return 'none';
}

/** A file of our own making: header and body as given, then end mark and checksum. */
function file(magic: string, ...body: (number | string | Buffer)[]): Buffer {
  const parts = body.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part)));
  const bytes = Buffer.concat([Buffer.from(magic), ...parts, Buffer.from([255])]);
  const crc = new Crc64();
  crc.update(bytes);
  const checksum = Buffer.alloc(8);
  checksum.writeBigUInt64LE(crc.value);
  return Buffer.concat([bytes, checksum]);
}
const string = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const zeros = (count: number): Buffer => Buffer.alloc(count);
const key = string('k');

test('the checksum is the published one', () => {
  const crc = new Crc64();
  crc.update(Buffer.from('123456789'));
  expect(crc.value).toBe(0xe9c6d914c4b8d9can);
});

test('there are dumps of every format that servers at hand write', () => {
  const formats = fixtures.map((name) => read(name).toString('latin1', 0, 9));
  expect(new Set(formats)).toEqual(new Set(['REDIS0009', 'REDIS0010', 'REDIS0011', 'REDIS0012', 'VALKEY080']));
});

describe.each(fixtures)('%s', (name) => {
  const bytes = read(name);
  const expected = JSON.parse(readFileSync(new URL(name.replace('.rdb', '.json'), folder), 'utf8')) as Partial<RdbSummary>;

  test('is counted as the server counted it', () => {
    expect(parse(bytes)).toMatchObject({ ...expected, bytes: bytes.length, checksum: true });
  });

  test.each([1, 2, 3, 7, 64])('is read the same in chunks of %i', (size) => {
    expect(parse(bytes, size)).toEqual(parse(bytes));
  });

  test('every truncation is found', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(failure(bytes.subarray(0, length)), `cut at ${length}`).toBe('corrupt.rdb-truncated');
    }
  });

  test('a flipped bit is found in every byte', () => {
    const passed: number[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
      if (failure(flipped) === 'none') passed.push(at);
    }
    expect(passed).toEqual([]);
  });

  test('what follows the end is found', () => {
    expect(failure(Buffer.concat([bytes, zeros(1)]))).toBe('corrupt.rdb-trailing');
    expect(failure(Buffer.concat([bytes, zeros(40)]))).toBe('corrupt.rdb-trailing');
  });
});

describe('formats that no server at hand writes', () => {
  const one = { databases: [{ index: 0, keys: 1, expiring: 0 }] };
  const pending = Buffer.concat([zeros(24), Buffer.from([1])]);
  const group = [string('group'), 1, 2, 3, 1, pending, 1, string('consumer'), zeros(16), 1, zeros(16)];
  const stream = [2, string('node'), string('pack'), string('node'), string('pack'), 1, 1, 1, 1, 1, 1, 1, 1, 1, ...group];

  test.each<[string, string, (number | string | Buffer)[]]>([
    ['a zipmap', 'REDIS0006', [9, key, string('map')]],
    ['scores as text', 'REDIS0006', [3, key, 3, string('a'), 1, '7', string('b'), 253, string('c'), 255]],
    ['a list of ziplists', 'REDIS0007', [14, key, 2, string('one'), string('two')]],
    ['expiring fields of a candidate', 'REDIS0012', [22, key, 1, 5, string('f'), string('v')]],
    ['the same as listpack', 'REDIS0012', [23, key, string('pack')]],
    ['expiring fields', 'REDIS0012', [24, key, zeros(8), 2, 5, string('f'), string('v'), 0, string('g'), string('w')]],
    ['the same as listpack', 'REDIS0012', [25, key, zeros(8), string('pack')]],
    ['expiring fields of Valkey', 'VALKEY080', [22, key, 1, string('f'), string('v'), zeros(8)]],
    ['a stream with producers', 'REDIS0013', [26, key, ...stream, 1, 2, 1, string('pid'), 1, string('iid'), 1, 2, 3, 4]],
    ['metadata of a key', 'REDIS0013', [243, 1, zeros(4), 2, 7, 0, 0, key, string('v')]],
    ['a slot being imported', 'VALKEY080', [243, string('job'), 1, 5, 9, 0, key, string('v')]],
    ['cluster slots', 'REDIS0012', [244, 1, 2, 3, 0, key, string('v')]],
    ['expiry in seconds, idle time, frequency', 'REDIS0009', [253, zeros(4), 248, 9, 249, 200, 0, key, string('v')]],
  ])('%s', (_what, magic, body) => {
    const summary = parse(file(magic, ...body));
    const expiring = body[0] === 253 ? 1 : 0;
    expect(summary).toMatchObject({ databases: [{ ...one.databases[0], expiring }] });
  });

  test('functions of a release candidate', () => {
    const plain = [246, string('f'), string('LUA'), 0, string('code')];
    const described = [246, string('f'), string('LUA'), 1, string('about'), string('code')];
    expect(parse(file('REDIS0010', ...plain, ...described))).toMatchObject({ functions: 2, databases: [] });
  });

  test('values and notes of modules', () => {
    const id = 'ReJSON-RL';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const number = Array.from(id).reduce((sum, letter) => (sum << 6n) | BigInt(alphabet.indexOf(letter)), 0n) << 10n;
    const identity = Buffer.alloc(9, 0x81);
    identity.writeBigUInt64BE(number, 1);
    const fields = [1, 5, 2, 6, 3, zeros(4), 4, zeros(8), 5, string('text'), 0];
    expect(moduleName(number)).toBe(id);
    const summary = parse(file('REDIS0012', 247, identity, 2, 2, ...fields, 7, key, identity, ...fields));
    expect(summary).toMatchObject({ ...one, modules: [id] });
    // Without the module, a server refuses what it keeps beside the keys, too.
    expect(parse(file('REDIS0012', 247, identity, 2, 2, ...fields))).toMatchObject({ databases: [], modules: [id] });
    expect(failure(file('REDIS0009', 6, key, identity))).toBe('unsupported.rdb-module');
  });

  test('groups of streams, whatever their order, and libraries of functions', () => {
    const hashOf = (pending: number): string =>
      groupHash(Buffer.from('k'), Buffer.from('group'), { consumers: 1, pending, last: '1-2' });
    const fold = new GroupFold();
    fold.add(hashOf(1));
    const code = '#!lua name=mine\nreturn 1';
    const summary = parse(file('REDIS0012', 245, string(code), 254, 3, 21, key, ...stream));
    expect(summary.groups).toEqual(new Map([[3, fold.groups()]]));
    expect(summary.libraries).toEqual([libraryOf(code)]);
    expect(libraryOf(code)).toMatchObject({ name: 'mine', code: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const [one, two] = [new GroupFold(), new GroupFold()];
    for (const pending of [1, 2, 3]) one.add(hashOf(pending));
    for (const pending of [3, 1, 2]) two.add(hashOf(pending));
    expect(one.groups()).toEqual(two.groups());
    expect(one.groups()).toMatchObject({ groups: 3 });
  });

  test('hashes that may be gone as a whole by the time of a load', () => {
    const never = Buffer.alloc(8, 0xff);
    const field = (until: Buffer): Buffer => Buffer.concat([string('f'), string('v'), until]);
    const hash = (...until: Buffer[]): (number | Buffer)[] => [22, key, until.length, ...until.map(field)];
    expect(parse(file('VALKEY080', ...hash(zeros(8)), ...hash(never, zeros(8)), ...hash(zeros(8), zeros(8))))).toMatchObject({
      fading: 2,
    });
  });

  test('a compressed name', () => {
    // Three letters, then eleven bytes copied from three back.
    const packed = Buffer.from([2, ...Buffer.from('abc'), 7 << 5, 2, 2]);
    expect(uncompress(packed, 14)?.toString()).toBe('abcabcabcabcab');
    for (const [bytes, length] of [
      [packed, 13],
      [packed, 15],
      [packed.subarray(0, -1), 14],
      [Buffer.from([32, 9]), 3],
    ] as const) {
      expect(uncompress(bytes, length)).toBeUndefined();
    }
    const name = Buffer.from([0xc3, packed.length, 14, ...packed]);
    const body = [254, 0, 21, name, ...stream];
    expect(parse(file('REDIS0012', ...body)).groups?.get(0)).toMatchObject({ groups: 1 });
    expect(failure(file('REDIS0012', 254, 0, 21, Buffer.from([0xc3, packed.length, 15, ...packed]), ...stream))).toBe(
      'corrupt.rdb-structure',
    );
  });

  test('a server that writes no checksum', () => {
    const bytes = file('REDIS0011', 0, key, string('v'));
    bytes.fill(0, bytes.length - 8);
    expect(parse(bytes)).toMatchObject({ ...one, checksum: false });
  });

  test('formats of the future are refused by name', () => {
    expect(failure(file('REDIS0014'))).toBe('unsupported.rdb-version');
    expect(failure(file('VALKEY081'))).toBe('unsupported.rdb-version');
  });

  test('other files are recognised as such', () => {
    expect(failure(Buffer.from('PGDMP and so on'))).toBe('corrupt.rdb-magic');
    expect(failure(file('REDIS0011', 77, key))).toBe('corrupt.rdb-structure');
  });
});

test('a huge string passes in constant memory', () => {
  const size = 3 * 2 ** 30;
  const header = Buffer.alloc(9, 0x81);
  header.writeBigUInt64BE(BigInt(size), 1);
  const block = Buffer.alloc(2 ** 20, 'x');
  const parser = new RdbParser();
  parser.write(Buffer.concat([Buffer.from('REDIS0003'), Buffer.from([0]), key, header]));
  const before = process.memoryUsage().arrayBuffers;
  for (let written = 0; written < size / 16; written += block.length) parser.write(block);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 22);
  expect(() => parser.end()).toThrow('corrupt.rdb-truncated');
});

describe('as a step of a pipeline', () => {
  const whole = file('REDIS0011', 0, key, string('v'));

  test('passes every byte on and then tells', async () => {
    let summary: RdbSummary | undefined;
    const check = Readable.from([whole.subarray(0, 5), whole.subarray(5)]).pipe(rdbCheck((found) => (summary = found)));
    expect(Buffer.concat(await check.toArray())).toEqual(whole);
    expect(summary).toMatchObject({ bytes: whole.length });
  });

  test('does not end when the dump is cut', async () => {
    const check = Readable.from([whole.subarray(0, -1)]).pipe(rdbCheck(() => {}));
    check.resume();
    await expect(finished(check)).rejects.toMatchObject({ key: 'corrupt.rdb-truncated' });
  });
});
