import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from './errors.ts';

/** Characters of one question or answer. */
const longest = 65_536;

/**
 * Where a process of ours that works in a folder listens to others of ours. Paths of sockets are short on every system, and
 * data folders are not: the socket has a folder of its own that only this user may enter.
 */
export function socketPath(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 20);
  if (process.platform === 'win32') return `\\\\.\\pipe\\longshore-${name}`;
  const base = process.env['XDG_RUNTIME_DIR'] ?? join(tmpdir(), `longshore-${userInfo().uid}`);
  return join(base, `longshore-${name}.sock`);
}

/** Answers one question for each client until it is disposed. A question that is no JSON comes as undefined. */
export async function listen(path: string, answer: (question: unknown) => unknown): Promise<AsyncDisposable> {
  if (process.platform !== 'win32') {
    await ownFolder(dirname(path));
    await rm(path, { force: true });
  }
  const clients = new Set<Socket>();
  const server: Server = createServer((client) => {
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
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  if (process.platform !== 'win32') await chmod(path, 0o600);
  return {
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Asks whoever listens there; undefined when nobody answers. */
export async function ask(path: string, question: unknown): Promise<unknown> {
  // Who may put something in that place could answer in our name.
  if (process.platform !== 'win32' && !(await isOurs(dirname(path)))) return undefined;
  return new Promise((resolve) => {
    const client = connect(path);
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

/** In a place where everybody may make folders, somebody else may have made this one first. */
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
