import { createHash, randomBytes } from 'node:crypto';
import { chmod, link, lstat, mkdir, open, rm } from 'node:fs/promises';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../errors.ts';

/** Characters of one question or answer. */
const longest = 65_536;

/**
 * Returns where a process of ours that works in a folder listens to others of ours: a path, on Windows the name of a pipe. Paths
 * of sockets are short on every system, and data folders are not: it is in XDG_RUNTIME_DIR, else in a temporary folder of this
 * user, which may not be there yet.
 */
export function socketPath(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 20);
  if (process.platform === 'win32') return `\\\\.\\pipe\\longshore-${name}`;
  const base = process.env['XDG_RUNTIME_DIR'] ?? join(tmpdir(), `longshore-${userInfo().uid}`);
  return join(base, `longshore-${name}.sock`);
}

/**
 * Resolves when it listens, and answers one question for each client until it is disposed. A question that is no JSON comes as
 * undefined; one beyond 65,536 characters ends the connection. `answer` must not throw. Takes the place of what has that name.
 * Rejects with `denied.socket-folder` when its folder is another user's or others may write there, and with what the system says.
 */
export async function listen(path: string, answer: (question: unknown) => unknown): Promise<AsyncDisposable> {
  if (process.platform !== 'win32') {
    await ownFolder(dirname(path));
    await rm(path, { force: true });
  }
  const { server, clients } = answering(answer);
  await listenAt(server, path);
  if (process.platform !== 'win32') await chmod(path, 0o600);
  return {
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      await closed(server);
    },
  };
}

/** Tells a socket from every other one of this boot, and from a copy of it. */
export interface SocketId {
  device: string;
  inode: string;
}

/**
 * Resolves with the socket's id when it listens, answers as {@link listen} does until this process ends, and leaves the name
 * behind: from then on connections are refused, which proves that the process is dead. Rejects with `denied.socket-folder` where
 * the folder is absent, another user's, or others may write there, with EEXIST where the name is taken, and where sockets in that
 * folder do not work.
 */
export async function hold(path: string, answer: (question: unknown) => unknown): Promise<SocketId> {
  if (!(await isOurs(dirname(path)))) throw new AppError('denied.socket-folder', { folder: dirname(path) });
  // Node.js removes the name that it listened at: another one for the same socket stays.
  const first = join(dirname(path), `.${randomBytes(6).toString('hex')}.sock`);
  const { server } = answering(answer);
  try {
    await using way = await shortWay(first);
    await listenAt(server, way.path);
    await chmod(first, 0o600);
    const id = await socketId(first);
    if (!id) throw new AppError('internal.bug', {});
    await link(first, path);
    if ((await answerOf(path, id)) === 'accepted') return id;
    await rm(path);
    throw new AppError('internal.bug', {});
  } catch (error) {
    await closed(server);
    throw error;
  } finally {
    await rm(first, { force: true });
  }
}

/** `refused`: no process listens at that very socket any more. `none`: nothing was learnt. */
export type Answer = 'accepted' | 'refused' | 'none';

/**
 * Resolves with what became of a connection to a socket that was made by {@link hold}: `none`, too, after 2 seconds, and for
 * another socket. Never rejects. `anyDevice`: its disk may have another number by now.
 */
export async function answerOf(
  path: string,
  { device, inode }: SocketId,
  { anyDevice = false }: { anyDevice?: boolean } = {},
): Promise<Answer> {
  try {
    const found = await socketId(path);
    if (found?.inode !== inode || (!anyDevice && found.device !== device)) return 'none';
    await using way = await shortWay(path);
    return await new Promise<Answer>((resolve) => {
      const client = connect(way.path);
      const end = (answer: Answer): void => {
        client.destroy();
        resolve(answer);
      };
      client.setTimeout(2000, () => end('none'));
      client.once('connect', () => end('accepted'));
      client.once('error', ({ code }: NodeJS.ErrnoException) => end(code === 'ECONNREFUSED' ? 'refused' : 'none'));
    });
  } catch {
    return 'none';
  }
}

async function socketId(path: string): Promise<SocketId | undefined> {
  const found = await lstat(path, { bigint: true });
  return found.isSocket() ? { device: String(found.dev), inode: String(found.ino) } : undefined;
}

/** Bytes of the longest path of a socket on Linux. */
const longestPath = 107;

/**
 * Resolves with the same place by a path that is short enough for a socket, until it is disposed; on Linux alone can a path be
 * shortened. Rejects with what the system says when the folder cannot be opened.
 */
async function shortWay(path: string): Promise<AsyncDisposable & { path: string }> {
  if (process.platform !== 'linux' || Buffer.byteLength(path) <= longestPath) {
    return { path, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const folder = await open(dirname(path), 'r');
  return { path: `/proc/self/fd/${folder.fd}/${basename(path)}`, [Symbol.asyncDispose]: () => folder.close() };
}

function answering(answer: (question: unknown) => unknown): { server: Server; clients: Set<Socket> } {
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.on('error', () => client.destroy());
    client.setEncoding('utf8');
    let line = '';
    client.on('data', (chunk: string) => {
      line += chunk;
      if (line.length > longest) client.destroy();
      if (!line.includes('\n')) return;
      void Promise.resolve(answer(parseJson(line))).then((said) => client.end(`${JSON.stringify(said)}\n`));
    });
  });
  return { server, clients };
}

const listenAt = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/**
 * Resolves with the answer of the process that listens there; undefined when none comes within 2 seconds, when it is no JSON or
 * longer than 65,536 characters, and when the folder is absent, another user's, or others may write there.
 */
export async function ask(path: string, question: unknown): Promise<unknown> {
  // A user that may put something in that place could answer in our name.
  if (process.platform !== 'win32' && !(await isOurs(dirname(path)))) return undefined;
  await using way = await shortWay(path);
  return await new Promise((resolve) => {
    const client = connect(way.path);
    let line = '';
    const end = (answer: unknown): void => {
      client.destroy();
      resolve(answer);
    };
    client.setEncoding('utf8');
    client.setTimeout(2000, () => end(undefined));
    client.once('error', () => end(undefined));
    client.once('close', () => end(undefined));
    client.on('data', (chunk: string) => {
      line += chunk;
      if (line.length > longest) end(undefined);
      else if (line.includes('\n')) end(parseJson(line));
    });
    client.write(`${JSON.stringify(question)}\n`);
  });
}

/**
 * Makes the folder unless it is there. Rejects with `denied.socket-folder` when it is another user's or others may write there:
 * in a place where all users may make folders, another one may have made this one first.
 */
async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await isOurs(folder))) throw new AppError('denied.socket-folder', { folder });
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o022) === 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
