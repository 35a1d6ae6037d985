import { plainContext } from '../../shared/src/context.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { localHost } from '../support/docker.ts';
import { run } from '../support/run.ts';

const docker = (argv: string[]): Promise<{ stdout: string }> => run('docker', argv);
const lines = (output: string): string[] => output.split('\n').filter((line) => line !== '');

/** What is left of a job on the host: containers, volumes, and processes in a service's container, by what they are. */
export async function leftovers(job: string, container: string): Promise<string[]> {
  const label = `label=longshore.job=${job}`;
  const [containers, volumes] = await Promise.all([
    docker(['ps', '-a', '--filter', label, '--format', 'container {{.Names}} {{.Status}}']),
    docker(['volume', 'ls', '--filter', label, '--format', 'volume {{.Name}}']),
  ]);
  // A process may read the environment only of those of its own user.
  const find = `grep -lsz '^LONGSHORE_JOB=${job}$' /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do [ $pid = $$ ] || tr '\\0' ' ' <"/proc/$pid/cmdline"; echo; done`;
  const spec = { image: 'longshore-test/valkey:8', pid: { container } };
  const processes = await Promise.all(
    ['0', '999'].map((user) => text(localHost().run(spec, ['sh', '-c', find], plainContext(), { user }))),
  );
  return [containers.stdout, volumes.stdout, ...processes].flatMap(lines);
}
