import { mkdtemp, rm } from 'node:fs/promises';
import { type RequestListener, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { DockerApi } from './dockerApi.ts';

const { signal } = new AbortController();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-api-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** An engine that answers each request in this way, for as long as it is held. */
async function engine(name: string, answer: RequestListener): Promise<{ api: DockerApi } & AsyncDisposable> {
  const path = join(folder, name);
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const api = new DockerApi({ type: 'socket', path });
  return {
    api,
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it('an engine that falls silent before its answer, or in the middle of it, has run out of time', async () => {
  await using mute = await engine('mute', () => {});
  const ask = ({ api }: { api: DockerApi }): Promise<unknown> => api.json('GET', '/info', z.object({}), { signal, silence: 50 });
  await expect(ask(mute)).rejects.toMatchObject({ key: 'timeout.engine' });

  await using half = await engine('half', (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{');
  });
  await expect(ask(half)).rejects.toMatchObject({ key: 'timeout.engine' });
});

it('an answer that is cut is no silence', async () => {
  await using cut = await engine('cut', (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{', () => response.destroy());
  });
  const asked = cut.api.json('GET', '/info', z.object({}), { signal, silence: 60_000 });
  await expect(asked).rejects.toMatchObject({ code: 'host-unreachable' });
});
