import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { randomFillSync } from 'node:crypto';
import { startS3, type S3Server } from '../support/s3Server.ts';
import { fill } from './data.ts';
import { atLeast, atMost, type Figure, inMegabytes, noted } from './figures.ts';
import { longshore, writeConfig } from './longshore.ts';
import { command, seconds } from './process.ts';
import { inTurns } from './rounds.ts';
import { bucketGigabytes, folder } from './settings.ts';
import { openStack } from './stack.ts';

const uploader = fileURLToPath(new URL('put.ts', import.meta.url));
const giga = 1e9;

/** Uploads of one stream against rclone, and a whole backup into a bucket and a check of it, with the memory that they take. */
export async function measureS3(): Promise<Figure[]> {
  await using server = await startS3('seaweedfs');
  return [...(await measureUpload(server)), ...(await measureJobs(server))];
}

/** Both get the same file on their standard input, as the end of a pipe gets a dump. */
async function measureUpload(server: S3Server): Promise<Figure[]> {
  const { bucket, endpoint } = await server.bucket();
  const { accessKeyId, secretAccessKey } = server.credentials;
  // Debian's rclone fails where this machine names certificates of its own, also without TLS.
  const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_CA_BUNDLE: '' };
  const input = join(folder, 'stream');
  const bytes = Math.round((bucketGigabytes / 4) * giga);
  await pipeline(Readable.from(randomPieces(bytes)), createWriteStream(input));
  const rclone = await rcloneProgram();
  const remote = [':s3:' + bucket + '/rclone', '--s3-provider', 'Other', '--s3-endpoint', endpoint, '--s3-env-auth'];
  const taken = await inTurns({
    'rclone rcat': () => seconds(() => command([rclone, '--config', '/dev/null', 'rcat', ...remote], { input, env })),
    'our upload': () => seconds(() => command([process.execPath, uploader, endpoint, bucket, 'longshore'], { input, env })),
  });
  await rm(input);
  const rate = (name: keyof typeof taken): number => bytes / taken[name] / 1e6;
  return [atLeast('upload of one stream', rate('rclone rcat'), rate('our upload'), 0.9)];
}

function* randomPieces(bytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes; at += 1 << 20) yield randomFillSync(Buffer.allocUnsafe(Math.min(1 << 20, bytes - at)));
}

/** The program as Debian has it, run on this machine: a container's standard input would be measured, too. */
async function rcloneProgram(): Promise<string> {
  const name = 'longshore-bench-rclone';
  await command(['docker', 'rm', '--force', name]);
  await command(['docker', 'create', '--name', name, '--label', 'longshore.test=1', 'longshore-test/s3-tools:1']);
  try {
    await command(['docker', 'cp', `${name}:/usr/bin/rclone`, join(folder, 'rclone')]);
  } finally {
    await command(['docker', 'rm', '--force', name]);
  }
  return join(folder, 'rclone');
}

/** One artifact of that size, up in a backup and down in a check of every byte. */
async function measureJobs(server: S3Server): Promise<Figure[]> {
  await using stack = await openStack('s3');
  const { bucket, endpoint } = await server.bucket();
  process.env['LONGSHORE_BENCH_KEY'] = server.credentials.accessKeyId;
  process.env['LONGSHORE_BENCH_SECRET'] = server.credentials.secretAccessKey;
  const credentials = { accessKeyId: 'env:LONGSHORE_BENCH_KEY', secretAccessKey: 'env:LONGSHORE_BENCH_SECRET' };
  await writeConfig(JSON.stringify({ version: 1, repositories: { bucket: { type: 's3', bucket, endpoint, credentials } } }));
  // Its first run compiles the sources, and needs more memory than all that come after.
  await longshore('backup', stack.project, '--repo', 'bucket');
  await longshore('verify', `${stack.project}/latest`, '--repo', 'bucket');
  console.error('Filling one table …');
  await fill(stack, 'big', 1, bucketGigabytes * 1.37 * giga);
  const backup = await longshore('backup', stack.project, '--repo', 'bucket', '--no-counts');
  const verify = await longshore('verify', `${stack.project}/latest`, '--repo', 'bucket');
  await writeConfig('version: 1\n');
  const size = `${((backup.result.bytes ?? 0) / giga).toFixed(1)} GB`;
  return [
    noted(
      `backup of ${size} into a bucket, and its check`,
      `${backup.result.seconds.toFixed(0)} s, ${verify.result.seconds.toFixed(0)} s`,
    ),
    atMost(`memory of a backup of ${size} into a bucket`, backup.memory, 250e6, inMegabytes),
    atMost('memory of its check', verify.memory, 250e6, inMegabytes),
  ];
}
