import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex, finished, PassThrough, type Readable } from 'node:stream';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { pathOf, type KnownDocker } from './knownDocker.ts';
import { rawExec } from './exec.ts';
import { commandExitCode } from './commandExitCode.ts';
import { findImage } from './helperImage.ts';
import type { ExecIO } from './host.ts';
import { Inspected, toContainer } from './inspect.ts';
import { connected, refused, relay, relayProbe } from './relay.ts';
import { plainRun } from './run.ts';

/** Longest wait for a direct connection, in milliseconds. */
const patience = 5_000;

/**
 * Resolves with a connection to a port of a container. Rejects with `host-unreachable.port` when no route leads there; see
 * {@link Host.dial}. The route decides how the server sees us, and with that the authentication: inside the container first, then a
 * helper in its network, the container's address last. Such an address means something only on the host's own machine.
 */
export async function dial(on: KnownDocker, container: string, port: number, ctx: Context): Promise<Duplex> {
  const { api } = on;
  const found = await api.json('GET', pathOf(container, '/json'), Inspected, { signal: ctx.signal }).catch((error: unknown) => {
    throw on.aboutContainer(error, container);
  });
  const addresses = Object.values(toContainer(found).networks).filter((address) => address !== '');
  const argv = relay(port, ['127.0.0.1', '::1', ...addresses]);
  const unreachable = (cause: unknown): AppError =>
    new AppError('host-unreachable.port', { container: on.nameOf(container), port }, { cause });
  const attempt = async (start: (io: ExecIO) => Readable): Promise<Duplex | undefined> => {
    try {
      return await relayed(start);
    } catch (error) {
      if (AppError.is(error, 'tool-missing')) return undefined;
      throw isRefusal(error) ? unreachable(error) : error;
    }
  };
  const inside = await attempt((io) => rawExec(on, container, argv, ctx, io));
  if (inside) return inside;
  const image = await findImage(on, relayProbe, ctx).catch((error: unknown) => {
    if (AppError.is(error, 'tool-missing')) return undefined;
    throw error;
  });
  const beside =
    image === undefined ? undefined : await attempt((io) => plainRun(on, { image, network: { container } }, argv, ctx, io));
  if (beside) return beside;
  for (const address of api.address.type === 'socket' ? addresses : []) {
    const socket = connect({ host: address, port, signal: ctx.signal, timeout: patience });
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    try {
      await once(socket, 'connect', { signal: ctx.signal });
      return socket.setTimeout(0);
    } catch {
      socket.destroy();
    }
  }
  throw unreachable(undefined);
}

const isRefusal = (error: unknown): boolean => commandExitCode(error) === refused;

/** Resolves with the connection when the relay says that it is connected; rejects with the relay's error when it ends before. */
async function relayed(start: (io: ExecIO) => Readable): Promise<Duplex> {
  const stdin = new PassThrough();
  let said = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stdout = start({
    stdin,
    onStderr: (chunk) => {
      said += chunk.toString();
      if (said.includes(connected)) resolve();
    },
  });
  finished(stdout, (error) => reject(error ?? new Error('the relay ended at once')));
  await promise;
  return joined(stdin, stdout);
}

/** Returns one connection of two halves. It errors as the relay's output does, and closes only when the relay is dead. */
function joined(stdin: PassThrough, stdout: Readable): Duplex {
  let wanted: (() => void) | undefined;
  const connection = new Duplex({
    read: () => wanted?.(),
    write: (chunk, encoding, callback) => void stdin.write(chunk, encoding, callback),
    final: (callback) => void stdin.end(callback),
    destroy: (error, callback) => {
      wanted?.();
      stdout.destroy();
      finished(stdout, () => callback(error));
    },
  });
  const pump = async (): Promise<void> => {
    for await (const chunk of stdout) {
      if (connection.push(chunk)) continue;
      await new Promise<void>((resolve) => {
        wanted = resolve;
      });
    }
    connection.push(null);
  };
  pump().catch((error: unknown) => connection.destroy(error as Error));
  return connection;
}
