import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { plainContext, type Context } from '../../shared/src/context.ts';
import type {
  Artifact,
  ArtifactSet,
  ArtifactSource,
  Capture,
  CapturedInventory,
  Target,
} from '../../shared/src/drivers/driver.ts';
import { collect, text } from '../../shared/src/hosts/collect.ts';
import { localHost, startContainer, waitFor, type StartOptions, type TestContainer } from '../support/docker.ts';

export const host = localHost();
export const image = (tag: string): string => `longshore-test/${tag}`;
export const short = (): string => randomUUID().slice(0, 8);

export interface TestServer extends AsyncDisposable {
  readonly target: Target;
  readonly id: string;
  /** Runs a script, stops at its first error, and returns what it prints. */
  sql(script: string, database?: string): Promise<string>;
}

export interface ServerOptions extends Partial<StartOptions> {
  /** `postgres:17` when absent. */
  tag?: string;
}

const password = 'pw $\'"&x';

/** A server of its own, ready when this resolves. */
export async function startServer({ tag = 'postgres:17', ...options }: ServerOptions = {}): Promise<TestServer> {
  const container = await startContainer({
    image: image(tag),
    ...options,
    env: { POSTGRES_PASSWORD: password, ...options.env },
  });
  try {
    await ready(container, options.env?.['POSTGRES_USER'] ?? 'postgres');
  } catch (error) {
    await container[Symbol.asyncDispose]();
    throw error;
  }
  return serverOf(container, options.env?.['POSTGRES_USER'] ?? 'postgres');
}

function serverOf(container: TestContainer, user: string): TestServer {
  return {
    id: container.id,
    target: {
      host,
      container: container.container,
      service: { name: 'db', kind: 'postgres', container: container.id },
    },
    sql: (script, database = 'postgres') => sql(container.id, user, script, database),
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}

/** The server of the first initialisation listens on the socket only. */
const ready = (container: TestContainer, user: string): Promise<void> =>
  waitFor(async () => {
    const env = { PGPASSWORD: password, PGHOST: '127.0.0.1', PGUSER: user, PGDATABASE: 'postgres' };
    await text(host.exec(container.id, ['psql', '-XqAtc', 'select 1'], plainContext(), { env }));
    return true;
  });

export async function sql(
  container: string,
  user: string,
  script: string,
  database: string,
  ctx: Context = plainContext(),
): Promise<string> {
  const env = { PGUSER: user, PGDATABASE: database, PGCLIENTENCODING: 'UTF8', PGAPPNAME: 'test' };
  const argv = ['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1'];
  return (await text(host.exec(container, argv, ctx, { env, stdin: Readable.from([Buffer.from(script)]) }))).trimEnd();
}

/** A capture as the restoring side sees it, without a repository in between. */
export interface Stored extends CapturedInventory {
  set: ArtifactSet;
  artifacts: Map<string, Buffer>;
}

/** Reads a capture like a job does: counts beside the streams, and both must end well. */
export async function store(capture: Capture, version: string, ctx: Context = plainContext()): Promise<Stored> {
  const artifacts = new Map<string, Buffer>();
  const read = async (): Promise<void> => {
    for (const artifact of capture.artifacts()) artifacts.set(artifact.name, await contentOf(artifact, ctx));
  };
  const [captured] = await Promise.all([capture.inventory(ctx), read()]);
  return { ...captured, artifacts, set: setOf(artifacts, captured, version) };
}

export const contentOf = async (artifact: Artifact, ctx: Context = plainContext()): Promise<Buffer> =>
  collect(await artifact.open(ctx), { limit: 2 ** 30 });

export const setOf = (
  artifacts: Map<string, Buffer>,
  { inventory, detail }: CapturedInventory,
  version: string,
): ArtifactSet => ({
  version,
  inventory,
  detail,
  artifacts: [...artifacts].map(([name, bytes]) => source(name, bytes)),
});

export const source = (name: string, bytes: Buffer): ArtifactSource => ({
  name,
  logicalBytes: bytes.length,
  open: () => Promise.resolve(Readable.from(chunks(bytes), { objectMode: false })),
});

function* chunks(bytes: Buffer, size = 64 * 1024): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
