import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { S3Location } from '../../shared/src/storage/s3/location.ts';
import type { Patience } from '../../shared/src/storage/s3/patience.ts';
import { type S3Storage, s3Storage } from '../../shared/src/storage/s3/storage.ts';
import { createAuthority } from '../support/certificates.ts';
import { type Fault, type S3Proxy, type SeenRequest, startS3Proxy } from '../support/s3Proxy.ts';
import { type S3Server, startS3 } from '../support/s3Server.ts';
import { errorOf } from '../support/failure.ts';
import { collect, keys } from '../support/snapshots.ts';

const MiB = 1 << 20;
/** Parts have 6 MiB: three of them. */
const large = randomBytes(17 * MiB);
const { signal } = new AbortController();
const patience: Partial<Patience> = { silence: 4000, total: 20_000, firstContact: 2000, pause: 5, longestPause: 50 };

let server: S3Server;
let bucket: S3Location & { endpoint: string };
let proxy: S3Proxy;
let location: S3Location;
let storage: S3Storage;

beforeAll(async () => {
  server = await startS3('seaweedfs');
  bucket = await server.bucket();
  // A new server makes its volumes with the first bytes, and may be silent for longer than the tests allow.
  await using first = s3Storage({ ...bucket, prefix: 'first' });
  await put('large', large, false, first);
});
afterAll(() => server[Symbol.asyncDispose]());

beforeEach(async () => {
  proxy = await startS3Proxy(server.endpoint);
  location = { ...bucket, endpoint: proxy.endpoint, prefix: `faults/${randomBytes(4).toString('hex')}` };
  storage = s3Storage(location, patience);
});
afterEach(async () => {
  vi.useRealTimers();
  await storage[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

const put = (key: string, content: Buffer | string, exclusive = false, to = storage): Promise<number> =>
  to.put(key, Readable.from(pieces(Buffer.from(content))), signal, { exclusive });
const text = async (key: string): Promise<string> => (await collect(await storage.get(key, signal))).toString();

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
}

/** The fault meets the first so many requests that fit. */
function meet(fits: (request: SeenRequest) => boolean, fault: Fault, times = 1): void {
  let left = times;
  proxy.rule = (request) => (fits(request) && left-- > 0 ? fault : undefined);
}

const isPart =
  (number: number) =>
  ({ method, query }: SeenRequest): boolean =>
    method === 'PUT' && query.get('partNumber') === String(number);
const isPut = ({ method, query }: SeenRequest): boolean => method === 'PUT' && !query.has('partNumber');
const isGet = ({ method, query }: SeenRequest): boolean => method === 'GET' && !query.has('list-type') && !query.has('uploads');
const isCreate = ({ method, query }: SeenRequest): boolean => method === 'POST' && query.has('uploads');
const isComplete = ({ method, query }: SeenRequest): boolean => method === 'POST' && query.has('uploadId');
const isAbort = ({ method, query }: SeenRequest): boolean => method === 'DELETE' && query.has('uploadId');
const isDelete = ({ method, query }: SeenRequest): boolean => method === 'DELETE' && !query.has('uploadId');
const countOf = (fits: (request: SeenRequest) => boolean): number => proxy.seen.filter(fits).length;

/** Uploads that were begun below our prefix and neither completed nor ended, as the server itself tells. */
async function unfinished(): Promise<number> {
  const answer = await server.client.send(
    new ListMultipartUploadsCommand({ Bucket: bucket.bucket, Prefix: `${location.prefix}/` }),
  );
  return (answer.Uploads ?? []).length;
}

describe('an upload', () => {
  const faults: [string, Fault][] = [
    ['is answered with 503', { answer: 503, code: 'ServiceUnavailable' }],
    ['is told to slow down', { answer: 503, code: 'SlowDown' }],
    ['is told that too much is asked', { answer: 429, code: 'TooManyRequests' }],
    ['is told that it took too long', { answer: 400, code: 'RequestTimeout' }],
    ['is cut before it', { cutRequest: 0 }],
    ['is cut in the middle of it', { cutRequest: 3 * MiB }],
    ['is cut before its answer', 'lose-answer'],
    ['falls silent', 'silence'],
  ];

  const isCut = (what: string): boolean => what.includes('cut');
  const everyCut = [1, 3].flatMap((part) =>
    faults.filter(([what]) => isCut(what)).map(([what, fault]) => ({ part, what, fault })),
  );

  it.each([...faults.map(([what, fault]) => ({ part: 2, what, fault })), ...everyCut])(
    'whose part $part $what sends that part again, and only that',
    async ({ part, fault }) => {
      const times = fault === 'silence' ? 1 : 2;
      meet(isPart(part), fault, times);
      expect(await put('large', large)).toBe(large.length);
      expect((await collect(await storage.get('large', signal))).equals(large)).toBe(true);
      expect([1, 2, 3].map((number) => countOf(isPart(number)))).toEqual(
        [1, 2, 3].map((number) => (number === part ? 1 + times : 1)),
      );
      expect(await unfinished()).toBe(0);
    },
  );

  it.each(faults)('of one request that %s is sent again', async (_, fault) => {
    await keys(storage);
    meet(isPut, fault);
    expect(await put('small', 'content')).toBe(7);
    expect(await text('small')).toBe('content');
  });

  it.each(faults)('that shall not replace and %s once is not taken for somebody else’s', async (_, fault) => {
    meet(isPut, fault);
    expect(await put('mine', 'content', true)).toBe(7);
    expect((await errorOf(put('mine', 'other', true))).key).toBe('conflict.exists');
    expect(await text('mine')).toBe('content');
  });

  it.each(faults)('whose completion %s is complete', async (_, fault) => {
    meet(isComplete, fault);
    const twoParts = large.subarray(0, 9 * MiB);
    expect(await put('large', twoParts)).toBe(twoParts.length);
    expect((await collect(await storage.get('large', signal))).equals(twoParts)).toBe(true);
    expect(await unfinished()).toBe(0);
  });

  it('whose beginning was lost leaves what a sweep removes, below the prefix only', async () => {
    // An endpoint that has never answered is given up soon: this one has.
    expect(await keys(storage)).toEqual([]);
    meet(isCreate, 'lose-answer');
    await put('folder/large', large);
    await using other = s3Storage({ ...bucket, prefix: `${location.prefix}-other` });
    expect(await unfinished()).toBe(1);
    await storage.sweep('other/', signal);
    await storage.sweep('folder/', signal, new Date(Date.now() - 60_000));
    await other.sweep('', signal);
    expect(await unfinished()).toBe(1);
    await storage.sweep('folder/', signal);
    expect(await unfinished()).toBe(0);
    expect(await keys(storage)).toEqual(['folder/large']);
  });

  it('that goes on failing ends with words, and leaves nothing', async () => {
    meet(isPart(2), { answer: 503, code: 'SlowDown' }, 1e9);
    await using soon = s3Storage(location, { ...patience, total: 1500 });
    const error = await errorOf(put('large', large, false, soon));
    expect(error).toMatchObject({ key: 'storage-failed.bucket-busy', params: { answer: '503 SlowDown' } });
    expect(Number(error.params['seconds' as never])).toBeGreaterThan(1);
    expect(await keys(storage)).toEqual([]);
    expect(await unfinished()).toBe(0);
  });

  it('that is refused for good ends at once', async () => {
    meet(isPart(2), { answer: 403, code: 'AccessDenied' }, 1e9);
    const error = await errorOf(put('large', large));
    expect(error).toMatchObject({ key: 'denied.bucket-action', params: { action: 's3:PutObject', key: 'large' } });
    expect(countOf(isPart(2))).toBe(1);
    expect(await unfinished()).toBe(0);
  });

  it('that is aborted in the middle takes back its parts', async () => {
    const abort = new AbortController();
    proxy.rule = (request) => {
      if (isPart(2)(request)) abort.abort();
      return undefined;
    };
    await expect(storage.put('large', Readable.from(pieces(large)), abort.signal)).rejects.toThrow(/abort/i);
    expect(countOf(isAbort)).toBeGreaterThan(0);
    expect(await unfinished()).toBe(0);
    expect(await keys(storage)).toEqual([]);
  });

  it('that cannot take back its parts still tells the first failure', async () => {
    proxy.rule = (request) =>
      isAbort(request) || isPart(2)(request) ? { answer: 403, code: isAbort(request) ? 'Odd' : 'AccessDenied' } : undefined;
    expect((await errorOf(put('large', large))).key).toBe('denied.bucket-action');
    proxy.rule = () => undefined;
    await storage.sweep('', signal);
    expect(await unfinished()).toBe(0);
  });
});

describe('an endpoint', () => {
  const keyOf = async (work: Promise<unknown>): Promise<string> => (await errorOf(work)).key;

  it('that says yes and keeps nothing is found out, and never said to have had the key', async () => {
    proxy.rule = ({ method }) => (method === 'PUT' ? { answer: 200, code: '', body: '' } : undefined);
    expect(await keyOf(put('lost', 'content', true))).toBe('corrupt.bucket-stored');
    expect(await keyOf(put('lost', 'content'))).toBe('corrupt.bucket-stored');
  });

  it('whose damage cannot be removed is found out all the same', async () => {
    proxy.rule = (request) =>
      isGet(request) ? 'damage-answer' : request.method === 'DELETE' ? { answer: 403, code: 'AccessDenied' } : undefined;
    expect(await keyOf(put('small', 'content'))).toBe('corrupt.bucket-stored');
  });

  it('that has kept too little is found out, and what it has is removed', async () => {
    // A range behind the end is refused.
    meet(({ method, headers }) => method === 'GET' && headers.range !== undefined, { answer: 416, code: 'InvalidRange' });
    expect(await keyOf(put('large', large))).toBe('corrupt.bucket-stored');
    expect(await keys(storage)).toEqual([]);
  });
});

describe('a download', () => {
  beforeEach(() => put('large', large));

  it.each([0, 1, 100_000, 10 * MiB, 17 * MiB - 1])('that is cut after %d bytes goes on from there', async (after) => {
    proxy.seen.length = 0;
    meet(isGet, { cutAnswer: after });
    expect((await collect(await storage.get('large', signal))).equals(large)).toBe(true);
    const gets = proxy.seen.filter(isGet);
    expect(gets).toHaveLength(2);
    expect(gets.slice(1).every(({ headers }) => headers['if-match'] !== undefined)).toBe(true);
  });

  it('of a range that is cut goes on from there', async () => {
    meet(isGet, { cutAnswer: 1000 }, 3);
    const found = await collect(await storage.get('large', signal, { start: 5_000_000, end: 5_100_000 }));
    expect(found.equals(large.subarray(5_000_000, 5_100_000))).toBe(true);
  });

  it('that falls silent is asked for again', async () => {
    meet(isGet, 'silence');
    expect((await collect(await storage.get('large', signal))).equals(large)).toBe(true);
  });

  it('is cut and replaced meanwhile: the parts of two objects are never put together', async () => {
    let cuts = 0;
    proxy.rule = (request) => (isGet(request) && (cuts += 1) === 1 ? { cutAnswer: 1000 } : undefined);
    const reading = await storage.get('large', signal);
    const Key = `${location.prefix}/large`;
    await server.client.send(new PutObjectCommand({ Bucket: bucket.bucket, Key, Body: Buffer.alloc(large.length) }));
    expect((await errorOf(collect(reading))).key).toBe('storage-failed.bucket-changed');
  });

  it('that never goes on ends with words', async () => {
    await using soon = s3Storage(location, { ...patience, total: 1500 });
    const reading = await soon.get('large', signal);
    proxy.rule = (request) => (isGet(request) ? { answer: 503, code: 'SlowDown' } : undefined);
    proxy.cutAll();
    expect((await errorOf(collect(reading))).key).toBe('storage-failed.bucket-busy');
  });

  it('survives a reader that takes longer than the endpoint may be silent', async () => {
    const reading = await storage.get('large', signal);
    const found: Buffer[] = [];
    for await (const chunk of reading as AsyncIterable<Buffer>) {
      if (found.length === 0) await new Promise((resolve) => setTimeout(resolve, 3000));
      found.push(chunk);
    }
    expect(Buffer.concat(found).equals(large)).toBe(true);
  });
});

describe('an endpoint', () => {
  /** Every request to another endpoint than the server itself. */
  async function against(forward: Parameters<typeof startS3Proxy>[1], work: () => Promise<void>): Promise<void> {
    await proxy[Symbol.asyncDispose]();
    proxy = await startS3Proxy(server.endpoint, forward);
    storage = s3Storage({ ...location, endpoint: proxy.endpoint }, patience);
    await work();
  }

  it('that gives back wrong bytes is found out, and what was written is gone', async () => {
    meet(isGet, 'damage-answer');
    expect((await errorOf(put('small', 'content'))).key).toBe('corrupt.bucket-stored');
    meet(isGet, 'damage-answer');
    expect((await errorOf(put('large', large))).key).toBe('corrupt.bucket-stored');
    expect(await keys(storage)).toEqual([]);
  });

  it('that gives another range than asked for is not read from', async () => {
    await put('large', large);
    meet(isGet, 'other-range');
    expect((await errorOf(storage.get('large', signal, { start: 5, end: 10 }))).key).toBe('storage-failed.bucket-range');
  });

  it('that ignores conditional writes is known for it; what is there is still not replaced', async () => {
    await against({ unconditional: server.client }, async () => {
      expect(await put('once', 'first', true)).toBe(5);
      expect(storage.capabilities).toEqual({ exclusivePut: false });
      expect((await errorOf(put('once', 'second', true))).key).toBe('conflict.exists');
      expect(await text('once')).toBe('first');
      const racers = await Promise.allSettled([put('prize', 'anna', true), put('prize', 'berta', true)]);
      expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  it('that heeds conditional writes is known for it', async () => {
    expect(await put('once', 'first', true)).toBe(5);
    expect(storage.capabilities).toEqual({ exclusivePut: true });
  });

  it('that knows no checksums gets none', async () => {
    const isSummed = ({ headers }: SeenRequest): boolean =>
      Object.keys(headers).some((name) => name.startsWith('x-amz-checksum') || name === 'x-amz-sdk-checksum-algorithm');
    proxy.rule = (request) => (isSummed(request) ? { answer: 501, code: 'NotImplemented' } : undefined);
    await put('small', 'content');
    await put('large', large);
    expect(await text('small')).toBe('content');
    expect(countOf(isSummed)).toBe(1);
  });

  it('whose clock is an hour away says so, with the difference', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    const error = await errorOf(put('small', 'content'));
    expect(error).toMatchObject({ key: 'denied.bucket-clock', params: { minutes: 60, ahead: true } });
  });

  it('that is not there says so soon', async () => {
    await proxy[Symbol.asyncDispose]();
    expect((await errorOf(put('small', 'content'))).key).toBe('storage-failed.bucket-unreachable');
    proxy = await startS3Proxy(server.endpoint);
  });

  it('that speaks something else says so', async () => {
    proxy.rule = () => ({ answer: 200, code: '', body: '<html><body>It works!</body></html>' });
    expect((await errorOf(keys(storage))).key).toBe('storage-failed.bucket-strange');
    expect((await errorOf(storage.sweep('', signal))).key).toBe('storage-failed.bucket-strange');
  });

  it.each([
    ['PermanentRedirect', 301, { 'x-amz-bucket-region': 'eu-west-1' }],
    ['AuthorizationHeaderMalformed', 400, { 'x-amz-bucket-region': 'eu-west-1' }],
  ])('of another region (%s) names it', async (code, status, headers) => {
    proxy.rule = () => ({ answer: status, code, headers });
    const error = await errorOf(put('small', 'content'));
    expect(error).toMatchObject({ key: 'usage.bucket-region', params: { region: 'eu-west-1' } });
  });

  it.each([
    ['QuotaExceeded', 403],
    ['InsufficientStorage', 507],
  ])('that is full (%s) says so', async (code, status) => {
    proxy.rule = (request) => (isPut(request) ? { answer: status, code } : undefined);
    expect((await errorOf(put('small', 'content'))).key).toBe('no-space.bucket');
  });

  it('that locks objects says so when one is deleted', async () => {
    await put('small', 'content');
    const body =
      '<Error><Code>AccessDenied</Code><Message>Access Denied because object protected by object lock.</Message></Error>';
    proxy.rule = (request) => (isDelete(request) ? { answer: 403, code: 'AccessDenied', body } : undefined);
    expect((await errorOf(storage.delete('small', signal))).key).toBe('denied.bucket-locked');
  });
});

describe('access', () => {
  const as = (accessKeyId: string, secretAccessKey: string): S3Storage =>
    s3Storage({ ...location, credentials: () => Promise.resolve({ accessKeyId, secretAccessKey }) }, patience);

  it('to a bucket that does not exist', async () => {
    const absent = s3Storage({ ...location, bucket: 'longshore-test-absent' }, patience);
    expect((await errorOf(keys(absent))).key).toBe('not-found.bucket');
    expect((await errorOf(absent.get('key', signal))).key).toBe('not-found.bucket');
  });

  it('by a key that the endpoint does not know', async () => {
    expect((await errorOf(keys(as('nobody-knows-me', 'x')))).key).toBe('denied.bucket-key');
  });

  it('by a wrong secret', async () => {
    expect((await errorOf(keys(as(server.credentials.accessKeyId, 'wrong')))).key).toBe('denied.bucket-secret');
  });

  it('without credentials', async () => {
    const none = s3Storage(
      { ...location, credentials: () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })) },
      patience,
    );
    expect((await errorOf(keys(none))).key).toBe('denied.bucket-no-credentials');
  });

  it('that may not write, list, read or delete says which', async () => {
    await put('small', 'content');
    const actionOf = async (work: Promise<unknown>): Promise<unknown> => {
      const error = await errorOf(work);
      expect(error.key).toBe('denied.bucket-action');
      return error.params['action' as never];
    };
    const reader = as('reader-key', 'reader-secret');
    expect((await collect(await reader.get('small', signal))).toString()).toBe('content');
    expect(await actionOf(put('new', 'x', false, reader))).toBe('s3:PutObject');
    expect(await actionOf(reader.delete('small', signal))).toBe('s3:DeleteObject');
    const nobody = as('nobody-key', 'nobody-secret');
    expect(await actionOf(keys(nobody))).toBe('s3:ListBucket');
    expect(await actionOf(nobody.get('small', signal))).toBe('s3:GetObject');
    expect(await text('small')).toBe('content');
  });

  it('that may not list unfinished uploads leaves them to the bucket’s own rules', async () => {
    proxy.rule = ({ query }) => (query.has('uploads') ? { answer: 403, code: 'AccessDenied' } : undefined);
    await storage.sweep('', signal);
    expect(countOf(({ query }) => query.has('uploads'))).toBe(1);
  });

  it('by a certificate of an unknown authority or of another host; by the authority’s file it works', async () => {
    await using authority = await createAuthority();
    const tls = { cert: await readFile(authority.server.cert, 'utf8'), key: await readFile(authority.server.key, 'utf8') };
    await using secure = await startS3Proxy(server.endpoint, { tls });
    const endpoint = secure.endpoint.replace('127.0.0.1', 'localhost');
    expect((await errorOf(keys(s3Storage({ ...location, endpoint }, patience)))).key).toBe('denied.bucket-tls');
    const elsewhere = s3Storage({ ...location, endpoint: secure.endpoint, ca: authority.ca }, patience);
    expect((await errorOf(keys(elsewhere))).key).toBe('denied.bucket-tls');
    await using trusted = s3Storage({ ...location, endpoint, ca: authority.ca }, patience);
    await put('small', 'content', false, trusted);
    expect(await text('small')).toBe('content');
    const missing = s3Storage({ ...location, endpoint, ca: '/nowhere/ca.pem' }, patience);
    expect((await errorOf(keys(missing))).code).toBe('storage-failed');
  });

  it('with secrets that cannot be had says so', async () => {
    const { AppError } = await import('../../shared/src/errors.ts');
    const failing = new AppError('usage.secret-missing', { reference: 'env:NOWHERE', problem: 'nothing is there' });
    const without = s3Storage({ ...location, credentials: () => Promise.reject(failing) }, patience);
    expect(await errorOf(keys(without))).toBe(failing);
  });
});

it('a key that is too long together with the prefix is refused before anything is asked', async () => {
  const deep = s3Storage({ ...location, prefix: 'p'.repeat(255) }, patience);
  const key = `${'x'.repeat(255)}/${'y'.repeat(255)}/${'z'.repeat(255)}/end`;
  expect((await errorOf(put(key, 'x', false, deep))).key).toBe('storage-failed.key');
  expect(proxy.seen).toEqual([]);
});
