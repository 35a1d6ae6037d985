import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { down, up } from '../../scripts/setup/stack.mjs';
import { run } from './run.ts';
import { sql } from './sql.ts';

export interface TestStack extends AsyncDisposable {
  project: string;
  /** Of its Compose file. */
  folder: string;
  /** Standard output of a command in the first container of a Compose service. */
  exec(service: string, ...command: string[]): Promise<string>;
  /** Rows of statements, as {@link sql} returns them, from the database of a service on this machine. */
  sql(service: string, text: string, database?: string): Promise<string>;
  /** `running`, `paused`, `exited` or `created`, by container name. */
  states(): Promise<Record<string, string>>;
}

/** Where a stack is, when it is not on this machine's own Docker: as `DOCKER_HOST` names it. */
export interface Elsewhere {
  dockerHost?: string;
}

export interface StackOptions extends Elsewhere {
  /** Brought up in a copy of its folder: to an editor, all stacks of the folder that is open in it are the one that is meant. */
  apart?: boolean;
}

const stacks = join(import.meta.dirname, '../stacks');

/** One of `test/stacks/` under a project name of its own, gone with its volumes when the scope ends. */
export async function openStack(
  name: 'sample' | 'plain' | 'pair' | 'alpine' | 'moved',
  { dockerHost, apart = false }: StackOptions = {},
): Promise<TestStack> {
  const project = `longshore-test-${name}-${randomBytes(3).toString('hex')}`;
  const on = dockerHost === undefined ? {} : { dockerHost };
  const copies = apart ? await mkdtemp(join(tmpdir(), 'longshore-stack-')) : undefined;
  const folder = join(copies ?? stacks, name);
  if (copies !== undefined) await cp(join(stacks, name), folder, { recursive: true });
  await up(name, { project, folder, ...on });
  return {
    project,
    folder,
    async exec(service, ...command) {
      return (await docker(['exec', `${project}-${service}-1`, ...command], on)).trim();
    },
    sql: (service, text, database) => sql(`${project}-${service}-1`, text, database),
    async states() {
      const filter = `label=com.docker.compose.project=${project}`;
      const listed = await docker(['ps', '-a', '--filter', filter, '--format', '{{.Names}} {{.State}}'], on);
      const lines = listed.trim().split('\n').filter(Boolean);
      return Object.fromEntries(lines.map((line) => line.split(' ')));
    },
    async [Symbol.asyncDispose]() {
      await down(project, on);
      if (copies !== undefined) await rm(copies, { recursive: true });
    },
  };
}

/** What carries our product's labels on this host for a job: helper containers, volumes, locks. None may outlive it. */
export async function leftovers(job: string, on: Elsewhere = {}): Promise<string[]> {
  const filter = ['--filter', `label=longshore.job=${job}`];
  const containers = await docker(['ps', '-a', ...filter, '--format', 'container {{.Names}}'], on);
  const volumes = await docker(['volume', 'ls', ...filter, '--format', 'volume {{.Name}}'], on);
  return `${containers}${volumes}`.trim().split('\n').filter(Boolean);
}

/** Standard output of the docker command; rejects when it fails. */
export async function docker(argv: string[], { dockerHost }: Elsewhere = {}): Promise<string> {
  const env = dockerHost === undefined ? process.env : { ...process.env, DOCKER_HOST: dockerHost };
  return (await run('docker', argv, { env })).stdout;
}
