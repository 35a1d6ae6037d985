import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plainContext } from '../context.ts';
import { stat } from './archive.ts';
import { DockerApi } from './dockerApi.ts';
import { KnownDocker } from './knownDocker.ts';

it('follows links alone: Podman names a target for every path', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-archive-'));
  const stats: Record<string, object> = {
    '/data/dump.rdb': { name: 'dump.rdb', size: 88, mode: 0o600, linkTarget: '/data/dump.rdb' },
    '/data/link': { name: 'link', size: 8, mode: 0x800_0000 + 0o777, linkTarget: '/data/dump.rdb' },
  };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://engine').searchParams.get('path') ?? '';
    asked.push(path);
    response.setHeader('x-docker-container-path-stat', Buffer.from(JSON.stringify(stats[path])).toString('base64')).end();
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'engine'), resolve));
  await using api = new DockerApi({ type: 'socket', path: join(folder, 'engine') });
  const on = new KnownDocker(api);
  expect(await stat(on, 'id', '/data/dump.rdb', plainContext())).toMatchObject({ bytes: 88, directory: false });
  expect(await stat(on, 'id', '/data/link', plainContext())).toMatchObject({ name: 'dump.rdb', bytes: 88 });
  expect(asked).toEqual(['/data/dump.rdb', '/data/link', '/data/dump.rdb']);
  server.close();
  await rm(folder, { recursive: true });
});
