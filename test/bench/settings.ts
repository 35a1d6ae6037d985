import { homedir } from 'node:os';
import { join } from 'node:path';

const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);

/** Gigabytes of text in the eight tables; their database is larger by rows' heads and indexes. */
export const gigabytes = number('LONGSHORE_BENCH_GB', 4.2);

/** Gigabytes that a backup puts into a bucket, in one artifact. */
export const bucketGigabytes = number('LONGSHORE_BENCH_S3_GB', 8);

/** How often each command is measured. */
export const rounds = number('LONGSHORE_BENCH_ROUNDS', 3);

/** Folder with another version of this project, its dependencies installed, to be compared with this one. */
export const against: string | undefined = process.env['LONGSHORE_BENCH_AGAINST'];

/** On a disk, unlike many a folder for temporary files: dumps, snapshots and jobs of a run. */
export const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'longshore-dev', 'bench');
