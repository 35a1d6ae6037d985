import { mkdtemp, rm } from 'node:fs/promises';
import { type NetConnectOpts, type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { Duplex, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HostAddress } from '../../shared/src/hosts/host.ts';

/** A relay between us and Docker, so that the connection can be lost while Docker lives. */
export interface DockerProxy<A extends HostAddress = HostAddress> extends AsyncDisposable {
  readonly address: A;
  /** Bytes that came from Docker. */
  readonly received: number;
  /** Connections that are open now. */
  readonly connections: number;
  /** Ends all present connections as a tired gateway does: politely, with nothing that tells it from a real end. */
  end(): void;
  /** Breaks all present connections. */
  break(): void;
  /** Breaks them and accepts no new ones, until {@link restore}. */
  lose(): Promise<void>;
  restore(): Promise<void>;
  /** Lets nothing through any more on the present connections, without a word: a machine that lost its power. */
  silence(): void;
  /**
   * From the first request on that matches, holds back that request, or what we send on all connections that are open by
   * then, until it is released. Requests look like `POST /containers/ID/pause`.
   */
  hold(what: 'it' | 'others', request: RegExp): Held;
}

export interface Held {
  readonly reached: Promise<void>;
  /** Something is being held back. */
  readonly waiting: Promise<void>;
  release(): void;
}

interface Holding {
  what: 'it' | 'others';
  request: RegExp;
  reach(): void;
  wait(): void;
  /** Connections that were open when it was reached. */
  others: Set<object> | undefined;
  released: Promise<void>;
}

/** To a Docker Engine's socket on this machine. */
export async function startProxy(engine = '/var/run/docker.sock'): Promise<DockerProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-proxy-'));
  const path = join(folder, 'docker.sock');
  const cleanUp = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return relay({ path: engine }, { path }, () => ({ type: 'socket', path }), cleanUp);
}

type TcpAddress = Extract<HostAddress, { type: 'tcp' }>;

/** To a port, of a Docker Engine with or without TLS or of an SSH server. Its own port stays the same after {@link DockerProxy.restore}. */
export const startTcpProxy = (engine: TcpAddress): Promise<DockerProxy<TcpAddress>> =>
  relay({ host: engine.host, port: engine.port }, { host: '127.0.0.1', port: 0 }, (port) => ({
    ...engine,
    host: 'localhost',
    port,
  }));

async function relay<A extends HostAddress>(
  engine: NetConnectOpts,
  at: { path: string } | { host: string; port: number },
  addressOf: (port: number) => A,
  cleanUp = (): Promise<void> => Promise.resolve(),
): Promise<DockerProxy<A>> {
  let place = at;
  const pairs = new Set<[Socket, Socket]>();
  let received = 0;
  let holding: Holding | undefined;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ ...engine, allowHalfOpen: true });
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    let isNew = true;
    const admit = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        await admitted(chunk);
        yield chunk;
      }
    };
    const admitted = async (chunk: Buffer): Promise<void> => {
      const asks = isNew && holding?.request.test(chunk.toString('latin1').split(' HTTP/', 1)[0] ?? '');
      isNew = false;
      if (asks && holding && !holding.others) {
        holding.others = new Set([...pairs].filter((other) => other !== pair));
        holding.reach();
      }
      if (!holding || !(holding.what === 'it' ? asks : holding.others?.has(pair))) return;
      holding.wait();
      await holding.released;
    };
    const count = new Transform({
      transform(chunk: Buffer, _, callback) {
        received += chunk.length;
        callback(null, chunk);
      },
    });
    void Promise.allSettled([pipeline(client, Duplex.from(admit), upstream), pipeline(upstream, count, client)]).then(() =>
      pairs.delete(pair),
    );
  });
  const listen = async (): Promise<void> => {
    server.listen(place);
    await once(server, 'listening');
  };
  const each = (action: (client: Socket, upstream: Socket) => void): void => {
    for (const [client, upstream] of pairs) action(client, upstream);
  };
  const breakAll = (): void => each((client, upstream) => [client, upstream].forEach((socket) => socket.destroy()));
  const lose = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    breakAll();
    await closed;
  };
  await listen();
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  if ('port' in place) place = { ...place, port };
  return {
    address: addressOf(port),
    get received() {
      return received;
    },
    get connections() {
      return pairs.size;
    },
    end: () =>
      each((client, upstream) => {
        upstream.unpipe();
        client.end(() => upstream.destroy());
      }),
    break: breakAll,
    lose,
    restore: listen,
    silence: () =>
      each((client, upstream) => {
        for (const socket of [client, upstream]) socket.unpipe().pause();
      }),
    hold(what, request) {
      const reached = Promise.withResolvers<void>();
      const waiting = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      holding = { what, request, reach: reached.resolve, wait: waiting.resolve, others: undefined, released: released.promise };
      return {
        reached: reached.promise,
        waiting: waiting.promise,
        release() {
          holding = undefined;
          released.resolve();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      if (server.listening) await lose();
      else breakAll();
      await cleanUp();
    },
  };
}
