import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

const Request = z.object({ do: z.enum(['ping', 'cancel']) });

/**
 * Where a job listens. Paths of sockets are short on every system, and data folders are not: the socket has a folder of
 * its own that only this user may enter.
 */
export function socketPath(jobDir: string): string {
  const name = createHash('sha256').update(jobDir).digest('hex').slice(0, 20);
  if (process.platform === 'win32') return `\\\\.\\pipe\\longshore-${name}`;
  const base = process.env['XDG_RUNTIME_DIR'] ?? join(tmpdir(), `longshore-${userInfo().uid}`);
  return join(base, `longshore-${name}.sock`);
}

/** Answers `ping` and `cancel` on the job's socket until it is disposed. */
export async function listen(path: string, onCancel: () => void): Promise<AsyncDisposable> {
  if (process.platform !== 'win32') {
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
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
      if (line.length > 4096) client.destroy();
      if (!line.includes('\n')) return;
      const request = Request.safeParse(safeJson(line));
      if (request.success && request.data.do === 'cancel') onCancel();
      client.end(`${JSON.stringify({ ok: request.success, pid: process.pid })}\n`);
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

/** Asks a job; false when nobody answers there. */
export function ask(path: string, request: z.infer<typeof Request>): Promise<boolean> {
  return new Promise((resolve) => {
    const client = connect(path);
    const end = (answer: boolean): void => {
      client.destroy();
      resolve(answer);
    };
    client.setTimeout(2000, () => end(false));
    client.once('error', () => end(false));
    client.once('close', () => end(false));
    client.once('data', () => end(true));
    client.write(`${JSON.stringify(request)}\n`);
  });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
