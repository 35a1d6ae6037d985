import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDocument } from '../../repository/documents.ts';
import { type S3Storage, s3Storage } from './storage.ts';

const { signal } = new AbortController();

/** An endpoint that answers each request alike. */
let server: Server;
let answer: { status: number; body: string };
let storage: S3Storage;
beforeEach(async () => {
  server = createServer((request, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/xml' });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = () => Promise.resolve({ accessKeyId: 'a', secretAccessKey: 's' });
  const place = { bucket: 'b', endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', pathStyle: true };
  storage = s3Storage({ ...place, credentials });
});
afterEach(async () => {
  await storage[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const error = (code: string): string => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;

describe('what is not there', () => {
  test('is an object', async () => {
    answer = { status: 404, body: error('NoSuchKey') };
    expect(await storage.head('a', signal)).toBeUndefined();
    expect(await readDocument(storage, 'a', signal)).toBeUndefined();
  });

  test('is its bucket', async () => {
    answer = { status: 404, body: error('NoSuchBucket') };
    await expect(storage.head('a', signal)).rejects.toMatchObject({ key: 'not-found.bucket' });
    await expect(readDocument(storage, 'a', signal)).rejects.toMatchObject({ key: 'not-found.bucket' });
  });
});

test('a list with keys that cannot be unescaped is the answer of something strange', async () => {
  const contents = '<Contents><Key>%zz</Key></Contents>';
  answer = { status: 200, body: `<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>` };
  await expect(storage.list('', signal).next()).rejects.toMatchObject({ key: 'storage-failed.bucket-strange' });
});
