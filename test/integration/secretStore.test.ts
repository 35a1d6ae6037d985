import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCore } from '../../shared/src/core/core.ts';
import { type TestCore, endOf, openCore } from '../support/core.ts';
import { type S3Server, startS3 } from '../support/s3Server.ts';
import { type TestStack, openStack } from '../support/stack.ts';

let server: S3Server;
let stack: TestStack;
let core: TestCore;

beforeAll(async () => {
  [server, stack] = await Promise.all([startS3('seaweedfs'), openStack('plain')]);
  const { bucket, endpoint } = await server.bucket();
  const credentials = { accessKeyId: 'store:cloud.id', secretAccessKey: 'store:cloud.key' };
  const cloud = { type: 's3', bucket, endpoint, credentials };
  core = await openCore({
    config: () => JSON.stringify({ version: 1, default: { repository: 'cloud' }, repositories: { cloud } }),
  });
});
afterAll(async () => {
  await core?.[Symbol.asyncDispose]();
  await stack?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** Answers what the core asks for, as a face does that keeps both keys. */
async function keepKeys(signal: AbortSignal): Promise<void> {
  const kept: Record<string, string> = {
    'cloud.id': server.credentials.accessKeyId,
    'cloud.key': server.credentials.secretAccessKey,
  };
  for await (const { id, name } of core.api.needs({}, { signal })) {
    await core.api.answer({ id, secret: kept[name] ?? null });
  }
}

/** All that any user of this machine may see of processes that are called with this text. */
async function seenOf(text: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (id: string, what: string): Promise<string> => readFile(`/proc/${id}/${what}`, 'utf8').catch(() => '');
  const each = await Promise.all(ids.map(async (id) => [await read(id, 'cmdline'), await read(id, 'environ')]));
  return each.filter(([called]) => called?.includes(text)).map((parts) => parts.join('\n'));
}

test('a job has what a face keeps, in its memory and nowhere else, and goes on when the face has left', async () => {
  const face = new AbortController();
  const keeping = keepKeys(face.signal);
  const { api, dataDir } = core;
  const plan = await api.plan({ operation: 'backup', stack: stack.project });
  const { job } = await api.run({ plan: plan.id, confirm: true });
  const processes = await seenOf(job);
  face.abort();
  await keeping;
  expect(await endOf(api, job)).toMatchObject({ outcome: 'succeeded' });

  const { secretAccessKey } = server.credentials;
  expect(processes).not.toEqual([]);
  expect(processes.filter((seen) => seen.includes(secretAccessKey))).toEqual([]);
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.some((file) => file.endsWith('job.json'))).toBe(true);
  const holding = await Promise.all(files.map(async (file) => (await readFile(file)).includes(secretAccessKey)));
  expect(files.filter((_, at) => holding[at])).toEqual([]);
});

test('where no face keeps it, the reference is named', async () => {
  await using alone = await createCore();
  const missing = { key: 'usage.secret-in-store', params: { reference: 'store:cloud.id' } };
  await expect(alone.snapshots({})).rejects.toMatchObject(missing);
});
