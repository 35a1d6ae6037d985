import { join } from 'node:path';
import { plainContext } from '../../shared/src/context.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { connect } from '../../shared/src/hosts/connect.ts';
import { startMachine, type Machine } from '../support/ssh.ts';
import { fill } from './data.ts';
import { atMost, compared, inSeconds, type Figure } from './figures.ts';
import { emptyRepository, longshore, writeConfig } from './longshore.ts';
import { command, seconds } from './process.ts';
import { inTurns } from './rounds.ts';
import { folder, gigabytes } from './settings.ts';
import { openStack, type Stack } from './stack.ts';

const execs = 50;
const execLimit = 1;

/** A server that is reached over SSH: what one dump costs against the same by hand, and how long many small commands take. */
export async function measureSsh(): Promise<Figure[]> {
  console.error('Starting a machine with an SSH server …');
  await using machine = await startMachine();
  await using stack = await openStack('ssh');
  console.error('Filling eight tables …');
  await fill(stack, 'tables', 8, (gigabytes / 2) * 1e9);
  return [await backup(machine, stack), ...(await smallExecs(machine, stack))];
}

async function backup(machine: Machine, stack: Stack): Promise<Figure> {
  const config = await machine.config();
  const databases = ['tables', 'postgres'];
  const byHand = async (): Promise<void> => {
    for (const database of databases) {
      const dump = ['docker', 'exec', stack.container, 'pg_dump', '-U', 'postgres', '-Fc', '--compress=zstd:3', database];
      await command(['ssh', '-F', config, 'box', ...dump], { output: join(folder, `ssh-${database}.dump`) });
    }
  };
  process.env['LONGSHORE_SSH_CONFIG'] = config;
  await writeConfig('version: 1\nhosts: { box: { ssh: ssh://box } }\n');
  const ours = async (): Promise<number> => {
    await emptyRepository();
    return seconds(() => longshore('backup', stack.project, '--no-counts', '--host', 'box'));
  };
  const taken = await inTurns({ 'ssh docker exec pg_dump': () => seconds(byHand), 'backup over SSH': ours });
  // At least 0.9 times the speed.
  const limit = { times: 1.11, plus: 1.5 };
  return compared('backup over SSH without counts', taken['ssh docker exec pg_dump'], taken['backup over SSH'], limit);
}

/** All at once, through one login: each is a shell in the container and its end. */
async function smallExecs(machine: Machine, { container }: Stack): Promise<Figure[]> {
  const ctx = plainContext();
  await using host = await connect('box', await machine.address());
  const once = (): Promise<string> => text(host.exec(container, ['true'], ctx));
  await once();
  const taken = await inTurns({
    [`${execs} small commands over SSH`]: () => seconds(() => Promise.all(Array.from({ length: execs }, once))),
  });
  return Object.entries(taken).map(([what, value]) => atMost(what, value, execLimit, inSeconds));
}
