import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HostAddress } from '../../shared/src/hosts/host.ts';

/** Stands between us and the engine, so that the connection can be lost while the engine lives. */
export interface EngineProxy extends AsyncDisposable {
  readonly address: HostAddress;
  /** Bytes that came from the engine. */
  readonly received: number;
  /** Ends all present connections as a tired gateway does: politely, with nothing that tells it from a real end. */
  end(): void;
  /** Breaks all present connections. */
  break(): void;
  /** Breaks them and accepts no new ones, until {@link restore}. */
  lose(): Promise<void>;
  restore(): Promise<void>;
}

export async function startProxy(engine = '/var/run/docker.sock'): Promise<EngineProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-proxy-'));
  const path = join(folder, 'docker.sock');
  const pairs = new Set<[Socket, Socket]>();
  let received = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ path: engine, allowHalfOpen: true });
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    const count = new Transform({
      transform(chunk: Buffer, _, callback) {
        received += chunk.length;
        callback(null, chunk);
      },
    });
    void Promise.allSettled([pipeline(client, upstream), pipeline(upstream, count, client)]).then(() => pairs.delete(pair));
  });
  const listen = async (): Promise<void> => {
    server.listen(path);
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
  return {
    address: { type: 'socket', path },
    get received() {
      return received;
    },
    end: () =>
      each((client, upstream) => {
        upstream.unpipe();
        client.end(() => upstream.destroy());
      }),
    break: breakAll,
    lose,
    restore: listen,
    async [Symbol.asyncDispose]() {
      if (server.listening) await lose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
