import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, type CreateBucketCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { S3Credentials, S3Location } from '../../shared/src/storage/s3/location.ts';
import { publishedPort, startContainer } from './docker.ts';

/** A real S3 server that checks signatures, in a container of its own. */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  readonly credentials: S3Credentials;
  /** A client as the server's owner has it. */
  readonly client: S3Client;
  /** Makes a bucket and says how to reach it. */
  bucket(options?: Omit<CreateBucketCommandInput, 'Bucket'>): Promise<S3Location & { endpoint: string }>;
}

const owner: S3Credentials = { accessKeyId: 'S3KEY4D1F0B7C2A', secretAccessKey: 's3secret-9f27c1d0e6b84a53' };

const servers = {
  seaweedfs: { image: 'longshore-test/seaweedfs:4', port: 8333 },
};

export async function startS3(kind: keyof typeof servers): Promise<S3Server> {
  const { image, port } = servers[kind];
  const container = await startContainer({ image, publish: port });
  const endpoint = `http://127.0.0.1:${await publishedPort(container.id)}`;
  const client = clientOf(endpoint, owner);
  const bucket: S3Server['bucket'] = async (options) => {
    const name = `longshore-test-${randomBytes(4).toString('hex')}`;
    await client.send(new CreateBucketCommand({ Bucket: name, ...options }));
    return { endpoint, bucket: name, credentials: () => Promise.resolve(owner) };
  };
  // It answers before it can make a bucket.
  while (
    !(await bucket().then(
      () => true,
      () => false,
    ))
  )
    await sleep(250);
  return {
    endpoint,
    credentials: owner,
    client,
    bucket,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await container[Symbol.asyncDispose]();
    },
  };
}

export const clientOf = (endpoint: string, credentials: S3Credentials): S3Client =>
  new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 });
