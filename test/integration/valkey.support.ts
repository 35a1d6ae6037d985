import { randomUUID } from 'node:crypto';
import { plainContext, type Context } from '../../shared/src/context.ts';
import type { ArtifactSet } from '../../shared/src/artifact.ts';
import type { ChangeRef, Staged } from '../../shared/src/drivers/driver.ts';
import type { ServerTarget } from '../../shared/src/drivers/oneContainer.ts';
import { connect } from '../../shared/src/drivers/valkey/connect.ts';
import { valkey } from '../../shared/src/drivers/valkey/driver.ts';
import type { Session } from '../../shared/src/drivers/valkey/session.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import type { Host } from '../../shared/src/hosts/host.ts';
import { targetIn } from '../support/target.ts';
import { createVolume, localHost, startContainer, waitFor, type StartOptions } from '../support/docker.ts';
import { store, type Stored } from './postgres.support.ts';

export const host = localHost();
export const short = (): string => randomUUID().slice(0, 8);
/** Every server that the images at hand offer. */
export const tags = ['valkey:8', 'valkey:9', 'valkey-distroless:8', 'redis:8', 'redis:7', 'redis:6'];

export interface TestServer extends AsyncDisposable {
  readonly id: string;
  readonly target: ServerTarget;
  readonly session: Session;
  /** A new session, after the server was started anew. */
  reconnect(): Promise<void>;
}

export interface ServerOptions extends Partial<StartOptions> {
  tag?: string;
  /** The server's own options. */
  options?: string[];
}

/** The command line of an image's server; the shell-less image has it as its entry point. */
export const commandOf = (tag: string, options: string[]): string[] => {
  // Any option at all switches off the save points of version 6.
  const debug = tag === 'redis:6' ? ['--save', '3600', '1'] : ['--enable-debug-command', 'yes'];
  const program = tag.includes('distroless') ? [] : [`${tag.split(':')[0] ?? ''}-server`];
  return [...program, '--protected-mode', 'no', ...debug, ...options];
};

/** A server of its own on a volume with a name, without network, ready when this resolves. */
export async function startServer({ tag = 'valkey:8', options = [], ...rest }: ServerOptions = {}): Promise<TestServer> {
  await using stack = new AsyncDisposableStack();
  const volume = stack.use(await createVolume(`longshore-test-${short()}`));
  const container = stack.use(
    await startContainer({
      image: `longshore-test/${tag}`,
      network: 'none',
      volumes: { [volume.name]: '/data' },
      command: commandOf(tag, options),
      ...rest,
    }),
  );
  const target = targetIn(host, container.container, 'valkey');
  let session = await ready(target);
  stack.defer(() => session[Symbol.asyncDispose]());
  const owned = stack.move();
  return {
    id: container.id,
    target,
    get session() {
      return session;
    },
    reconnect: async () => {
      await session[Symbol.asyncDispose]();
      session = await ready(target);
    },
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

async function ready(target: ServerTarget): Promise<Session> {
  let session: Session | undefined;
  await waitFor(async () => {
    session = await connect(target, plainContext());
    return true;
  });
  if (!session) throw new Error('no session');
  return session;
}

/** A digest of all keys, values and expiries of all databases, and the code of all functions. */
export async function digest({ session, target }: TestServer): Promise<string> {
  const [keys = ''] = await session.command('DEBUG', 'DIGEST');
  if (target.container.image.endsWith('redis:6')) return keys;
  return [keys, ...(await session.command('FUNCTION', 'LIST', 'WITHCODE'))].join(' ');
}

/** Something of every type and encoding, in two databases. */
export async function seed({ session, target }: TestServer): Promise<void> {
  const many = (command: string, count: number, item: string): Promise<string[]> =>
    session.command('EVAL', `for i = 1, ${count} do redis.call(${command}, ${item}) end`, '0');
  await session.command('SET', 'text', 'hello');
  await session.command('SET', 'number', '-30000');
  await session.command('SET', 'name with\nnewline, "quotes" and ü', '\x00 é \r\n');
  await session.command('SETRANGE', 'compressible', '5000', 'end');
  await session.command('SET', 'expiring', 'later', 'EX', '1000000');
  await session.command('RPUSH', 'list', 'a', '1');
  await many("'RPUSH', 'long list'", 3000, "'element ' .. i");
  await session.command('SADD', 'integers', '1', '2', '3');
  await many("'SADD', 'set'", 600, "'member ' .. i");
  await session.command('ZADD', 'scores', '1.5', 'a', 'inf', 'b', '-inf', 'c');
  await many("'ZADD', 'long scores'", 600, "i + 0.25, 'member ' .. i");
  await session.command('HSET', 'hash', 'f', 'v');
  await many("'HSET', 'long hash'", 600, "i, string.rep('v', i)");
  await session.command('XADD', 'stream', '1-1', 'field', 'value');
  await session.command('XADD', 'stream', '2-1', 'field', 'value');
  await session.command('XGROUP', 'CREATE', 'stream', 'group', '0');
  await session.command('XREADGROUP', 'GROUP', 'group', 'consumer', 'COUNT', '1', 'STREAMS', 'stream', '>');
  await session.command('PFADD', 'estimate', 'a', 'b');
  const { image } = target.container;
  if (/redis:8|valkey:9/.test(image)) {
    await session.command('HSET', 'fields', 'f', 'v', 'g', 'w');
    await session.command('HEXPIRE', 'fields', '1000000', 'FIELDS', '1', 'f');
  }
  if (!image.endsWith('redis:6')) {
    await session.command('FUNCTION', 'LOAD', `#!lua name=library\nredis.register_function('f', function() return 1 end)`);
  }
  await session.command('SELECT', '9');
  await session.command('SET', 'other', 'database');
  await session.command('SELECT', '0');
}

export async function capture(
  server: TestServer,
  ctx: Context = plainContext(),
  whileFixed: () => Promise<void> = () => Promise.resolve(),
): Promise<Stored> {
  await using prepared = await valkey.prepare(server.target, {}, { counts: true, lockTimeout: 1000 }, ctx);
  await using point = await prepared.fix(ctx);
  await whileFixed();
  return await store(point, '8', ctx);
}

/** References as a ledger keeps them: as text, the latest last. */
export class Ledger {
  readonly entries: string[] = [];
  intend = (ref: ChangeRef): Promise<void> => {
    this.entries.push(JSON.stringify(ref));
    return Promise.resolve();
  };
  get last(): ChangeRef {
    return JSON.parse(this.entries.at(-1) ?? '') as ChangeRef;
  }
}

export const stage = (server: TestServer, set: ArtifactSet, ledger: Ledger, ctx = plainContext()): Promise<Staged> =>
  valkey.stage(server.target, set, { id: short(), intend: ledger.intend }, ctx);

/** As a job does it. Returns the reference that leads back. */
export async function switchOver(server: TestServer, staged: Staged): Promise<ChangeRef> {
  const ctx = plainContext();
  await staged.beforeStop?.(ctx);
  await host.stop(server.id, ctx);
  const ref = await staged.swap(ctx);
  await host.start(server.id, ctx);
  expectNothing(await staged.settle(ctx));
  await server.reconnect();
  return JSON.parse(JSON.stringify(ref)) as ChangeRef;
}

function expectNothing(messages: unknown[]): void {
  if (messages.length > 0) throw new Error(JSON.stringify(messages));
}

/** Options of a server that logs each write. */
export const logged = ['--appendonly', 'yes'];

/** What is ours among files. */
export const hidden = (files: string[]): string[] => files.filter((file) => file.startsWith('.longshore'));

/** Every file below a folder of a container, with size, owner and permissions. */
export async function filesIn(container: string, folder = '/data'): Promise<string[]> {
  const list = `cd '${folder}' && find . -mindepth 1 -printf '%P %U %m\n' | sort`;
  const spec = { image: 'longshore-test/valkey:8', volumesFrom: container };
  const lines = (await text(host.run(spec, ['sh', '-c', list], plainContext(), { user: '0' }))).split('\n');
  return lines.filter((line) => line !== '');
}

/** A host that does what it is asked, except where the test says otherwise. */
export const hostWith = (changes: Partial<Host>): Host => ({ ...host, ...changes });

/** What was counted, by the name of the entry. */
export const keysOf = ({ inventory }: Pick<Stored, 'inventory'>): object =>
  Object.fromEntries(inventory.entries.map(({ name, exact }) => [name, exact]));
