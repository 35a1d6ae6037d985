import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLedger } from '../../shared/src/jobs/ledger.ts';
import { jobDir } from '../../shared/src/jobs/store.ts';
import type { S3Location } from '../../shared/src/storage/s3/location.ts';
import { waitFor } from '../support/docker.ts';
import { type TestCore, endOf, openCore, succeeded } from '../support/core.ts';
import { type S3Proxy, type SeenRequest, startS3Proxy } from '../support/s3Proxy.ts';
import { type S3Server, startS3 } from '../support/s3Server.ts';
import { type TestStack, openStack } from '../support/stack.ts';

let server: S3Server;
let proxy: S3Proxy;
let bucket: S3Location & { endpoint: string };
let stack: TestStack;
let core: TestCore;

beforeAll(async () => {
  [server, stack] = await Promise.all([startS3('seaweedfs'), openStack('plain')]);
  bucket = await server.bucket();
  proxy = await startS3Proxy(server.endpoint);
  process.env['LONGSHORE_TEST_S3_KEY'] = server.credentials.accessKeyId;
  process.env['LONGSHORE_TEST_S3_SECRET'] = server.credentials.secretAccessKey;
  const cloud = {
    type: 's3',
    bucket: bucket.bucket,
    prefix: 'teams/shop',
    endpoint: proxy.endpoint,
    credentials: { accessKeyId: 'env:LONGSHORE_TEST_S3_KEY', secretAccessKey: 'env:LONGSHORE_TEST_S3_SECRET' },
  };
  const config = { version: 1, default: { repository: 'cloud' }, repositories: { cloud } };
  core = await openCore({ config: () => JSON.stringify(config) });
  // More than one part, and nothing that can be compressed.
  await sql(
    'create extension if not exists pgcrypto; create table filler as select gen_random_bytes(1000) b from generate_series(1, 25000)',
  );
  await sql('create table marker (state text)');
  await write('saved');
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const sql = (text: string): Promise<string> => stack.sql('postgres', text);
const write = async (state: string): Promise<void> => {
  await sql(`truncate marker; insert into marker values ('${state}')`);
  await stack.exec('redis', 'redis-cli', 'set', 'marker', state);
};
const read = async (): Promise<string[]> => [
  await sql('select state from marker'),
  await stack.exec('redis', 'redis-cli', 'get', 'marker'),
];
const references = async (): Promise<string[]> => (await core.api.snapshots({})).items.map(({ reference }) => reference);

/** What the bucket holds, as the server itself tells. */
async function stored(): Promise<{ keys: string[]; unfinished: number }> {
  const { Contents: contents } = await server.client.send(new ListObjectsV2Command({ Bucket: bucket.bucket }));
  const { Uploads: uploads } = await server.client.send(new ListMultipartUploadsCommand({ Bucket: bucket.bucket }));
  return { keys: (contents ?? []).map(({ Key }) => Key ?? ''), unfinished: (uploads ?? []).length };
}

it('a stack goes through backup, verify, drill, restore and undo in a bucket, over a connection that breaks', async () => {
  const isPart = ({ method, query }: SeenRequest): boolean => method === 'PUT' && query.has('partNumber');
  let parts = 0;
  proxy.rule = (request) => (isPart(request) && (parts += 1) % 2 === 1 ? { cutRequest: 1_000_000 } : undefined);
  const backup = succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended);
  expect(parts).toBeGreaterThan(3);
  const snapshot = backup.snapshot ?? '';
  expect(await references()).toEqual([snapshot]);

  let gets = 0;
  proxy.rule = ({ method, query, key }) =>
    method === 'GET' && !query.has('list-type') && key.endsWith('.dump') && (gets += 1) % 2 === 1
      ? { cutAnswer: 3_000_000 }
      : undefined;
  succeeded((await core.run({ operation: 'verify', snapshot })).ended);
  succeeded((await core.run({ operation: 'drill', snapshot })).ended);
  expect(gets).toBeGreaterThan(3);

  await write('present');
  const { job, ended } = await core.run({ operation: 'restore', snapshot });
  succeeded(ended);
  expect(await read()).toEqual(['saved', 'saved']);
  succeeded((await core.run({ operation: 'undo', job })).ended);
  expect(await read()).toEqual(['present', 'present']);

  proxy.rule = () => undefined;
  const { keys, unfinished } = await stored();
  expect(keys.every((key) => key.startsWith('teams/shop/'))).toBe(true);
  expect(unfinished).toBe(0);
});

it('a job that is killed while it uploads leaves no snapshot, and the next one removes its parts', async () => {
  const before = await references();
  proxy.seen.length = 0;
  proxy.rule = ({ query }) => (query.get('partNumber') === '2' ? 'silence' : undefined);
  const plan = await core.api.plan({ operation: 'backup', stack: stack.project });
  const { job } = await core.api.run({ plan: plan.id, confirm: true });
  await waitFor(() => proxy.seen.some(({ query }) => query.get('partNumber') === '2'));
  const { owner } = (await readLedger(jobDir(core.dataDir, job))).owner;
  process.kill(owner.pid, 'SIGKILL');
  expect((await endOf(core.api, job)).error?.message.key).toBe('recovery-needed.interrupted');
  proxy.rule = () => undefined;

  expect(await references()).toEqual(before);
  expect((await stored()).unfinished).toBe(1);
  succeeded((await core.run({ operation: 'recover', job })).ended);
  const next = succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended);
  expect(await references()).toEqual([next.snapshot, ...before]);
  const { keys, unfinished } = await stored();
  expect(unfinished).toBe(0);
  const begun = keys.filter((key) => key.endsWith('/started.json'));
  const committed = keys.filter((key) => key.endsWith('/manifest.json'));
  expect(begun.length).toBe(committed.length);
});

it('a job that is cancelled while it uploads takes back all of it', async () => {
  const before = await stored();
  proxy.seen.length = 0;
  proxy.rule = ({ query }) => (query.get('partNumber') === '2' ? 'silence' : undefined);
  const plan = await core.api.plan({ operation: 'backup', stack: stack.project });
  const { job } = await core.api.run({ plan: plan.id, confirm: true });
  await waitFor(() => proxy.seen.some(({ query }) => query.get('partNumber') === '2'));
  await core.api.cancel({ job });
  expect((await endOf(core.api, job)).outcome).toBe('cancelled');
  proxy.rule = () => undefined;
  expect(await stored()).toEqual(before);
});

it('a bucket that says no in the middle fails the job in its words, and nothing is listed', async () => {
  const before = await references();
  proxy.rule = ({ query }) => (query.get('partNumber') === '2' ? { answer: 403, code: 'AccessDenied' } : undefined);
  const { ended } = await core.run({ operation: 'backup', stack: stack.project });
  expect(ended).toMatchObject({ outcome: 'failed', error: { message: { key: 'denied.bucket-action' } } });
  proxy.rule = () => undefined;
  expect(await references()).toEqual(before);
  expect((await stored()).unfinished).toBe(0);
});
