import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { S3Location } from '../../shared/src/storage/s3/location.ts';
import { s3Storage } from '../../shared/src/storage/s3/storage.ts';
import { type S3Server, startS3 } from '../support/s3Server.ts';
import { describeStorage } from './storage.ts';

let server: S3Server;
let bucket: S3Location;

beforeAll(async () => {
  server = await startS3('seaweedfs');
  bucket = await server.bucket();
});

afterAll(() => server[Symbol.asyncDispose]());

describeStorage('a prefix of a bucket', async () => s3Storage({ ...bucket, prefix: `some/${randomBytes(4).toString('hex')}` }));
