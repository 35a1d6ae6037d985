import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { down, up } from '../../scripts/setup/stack.mjs';

const run = promisify(execFile);

export interface TestStack extends AsyncDisposable {
  project: string;
  /** Standard output of a command in the first container of a Compose service. */
  exec(service: string, ...command: string[]): Promise<string>;
  /** `running`, `paused`, `exited` or `created`, by container name. */
  states(): Promise<Record<string, string>>;
}

/** One of `test/stacks/` under a project name of its own, gone with its volumes when the scope ends. */
export async function openStack(name: 'sample' | 'plain' | 'alpine'): Promise<TestStack> {
  const project = `longshore-test-${name}-${randomBytes(3).toString('hex')}`;
  await up(name, { project });
  return {
    project,
    async exec(service, ...command) {
      return (await run('docker', ['exec', `${project}-${service}-1`, ...command])).stdout.trim();
    },
    async states() {
      const filter = `label=com.docker.compose.project=${project}`;
      const { stdout } = await run('docker', ['ps', '-a', '--filter', filter, '--format', '{{.Names}} {{.State}}']);
      const lines = stdout.trim().split('\n').filter(Boolean);
      return Object.fromEntries(lines.map((line) => line.split(' ')));
    },
    async [Symbol.asyncDispose]() {
      await down(project);
    },
  };
}

/** What carries our product's labels on this engine for a job: helper containers, volumes, locks. None may outlive it. */
export async function leftovers(job: string): Promise<string[]> {
  const filter = ['--filter', `label=longshore.job=${job}`];
  const containers = await run('docker', ['ps', '-a', ...filter, '--format', 'container {{.Names}}']);
  const volumes = await run('docker', ['volume', 'ls', ...filter, '--format', 'volume {{.Name}}']);
  return `${containers.stdout}${volumes.stdout}`.trim().split('\n').filter(Boolean);
}
