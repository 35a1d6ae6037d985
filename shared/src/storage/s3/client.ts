import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { fileError } from '../failure.ts';
import type { S3Location } from './location.ts';

/** Enough for several uploads and the many small documents of a list. */
const connections = 32;

/**
 * Resolves with the client for a place; `silence` is in milliseconds. It never tries again by itself: `requests.ts` does, and knows
 * what is worth it. Clocks are not corrected: one that is wrong by an hour names snapshots wrongly, and the user must learn of it.
 * Rejects with {@link fileError} when the file of `ca` cannot be read.
 */
export async function makeClient(
  location: S3Location,
  options: { silence: number; checksums: () => 'WHEN_SUPPORTED' | 'WHEN_REQUIRED' },
): Promise<S3Client> {
  const agent = { keepAlive: true, maxSockets: connections };
  const config: S3ClientConfig = {
    maxAttempts: 1,
    disableClockSkewCorrection: () => Promise.resolve(true),
    // Each part would get a connection of its own.
    expectContinueHeader: false,
    requestChecksumCalculation: () => Promise.resolve(options.checksums()),
    // A reader compares the SHA-256 of the whole, which needs nothing of the endpoint.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: Math.min(10_000, options.silence),
      socketTimeout: options.silence,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent({ ...agent, ...(location.ca !== undefined && { ca: await trusted(location.ca) }) }),
    },
    forcePathStyle: location.pathStyle ?? needsPathStyle(location),
    ...(location.endpoint !== undefined && { endpoint: location.endpoint }),
    ...regionOf(location),
    ...(location.profile !== undefined && { profile: location.profile }),
    ...(location.credentials && { credentials: location.credentials }),
  };
  return new S3Client(config);
}

/**
 * Returns whether the bucket has to be in the path: only AWS serves every bucket under a host name of its own, and that name fits
 * its certificate only without dots.
 */
const needsPathStyle = ({ endpoint, bucket }: S3Location): boolean => endpoint !== undefined || bucket.includes('.');

/**
 * Returns the region; empty when the client finds one by itself. Other endpoints than those of AWS have none, but a signature has
 * to name one.
 */
function regionOf({ region, endpoint, profile }: S3Location): { region?: string } {
  if (region !== undefined) return { region };
  const elsewhere = profile ?? process.env['AWS_REGION'] ?? process.env['AWS_PROFILE'];
  return endpoint !== undefined && elsewhere === undefined ? { region: 'us-east-1' } : {};
}

async function trusted(path: string): Promise<string[]> {
  const own = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError(error, path);
  });
  return [...rootCertificates, own];
}
