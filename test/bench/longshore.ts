import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JobResult } from '../../shared/src/model/job.ts';
import { watched } from './watched.ts';
import { command } from './process.ts';
import { folder } from './settings.ts';

/** A checkout of this project with its dependencies, and the folder of its own for data and a repository. */
export interface Version {
  root: string;
  data: string;
}

const present: Version = { root: fileURLToPath(new URL('../..', import.meta.url)), data: join(folder, 'data') };

/** Away with it, and with the memory that there was one. */
export async function emptyRepository({ data } = present): Promise<void> {
  for (const name of ['repository', 'repositories']) await rm(join(data, name), { recursive: true, force: true });
}

/** The configuration of the runs that come after it. */
export async function writeConfig(text: string): Promise<void> {
  await mkdir(join(folder, 'longshore'), { recursive: true });
  await writeFile(join(folder, 'longshore/config.yaml'), text);
}

export interface Measured {
  result: JobResult;
  /** Largest sum of resident memory of all its processes, in bytes. */
  memory: number;
  /** Processor time of all its processes, in seconds, as far as it was seen: the last fifth of a second of each is not. */
  cpu: number;
}

/** Runs the command line as a user starts it, on data and a repository of the benchmark's own. */
export const longshore = (...args: string[]): Promise<Measured> => runVersion(present, args);

/** Runs the command line of a version. */
export async function runVersion({ root, data }: Version, args: string[]): Promise<Measured> {
  // In the environment of every process that belongs to it.
  const env = { LONGSHORE_DATA: data, LONGSHORE_CONFIG: '', XDG_CONFIG_HOME: folder, LONGSHORE_WATCH: '0' };
  const bin = join(root, 'shared/bin/longshore.mjs');
  const { value, memory, cpu } = await watched(`LONGSHORE_DATA=${data}`, () =>
    command([process.execPath, bin, ...args, '--yes', '--json'], { env }),
  );
  const ended = JSON.parse(value.trim().split('\n').at(-1) ?? '') as { result: JobResult };
  return { result: ended.result, memory, cpu };
}

/** Seconds that the only service of the job spent in a phase. */
export const phaseOf = ({ services }: JobResult, phase: string): number => services[0]?.seconds[phase] ?? 0;
