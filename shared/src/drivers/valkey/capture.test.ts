import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { plainContext } from '../../context.ts';
import type { Container } from '../../hosts/container.ts';
import type { Host } from '../../hosts/host.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { prepare } from './capture.ts';

const ctx = plainContext();

/** A host on which a Redis of that version answers its client. `asked` holds every command that a container got. */
function redis(version: string): { target: ServerTarget; asked: string[] } {
  const asked: string[] = [];
  const answer = (line: string): string => {
    if (line.startsWith('ECHO ')) return `"${line.slice(5)}"`;
    if (line.startsWith('INFO')) return `redis_version:${version}\r\nloading:0\r\nrdb_bgsave_in_progress:0`;
    return line === 'PING' ? 'PONG' : '(empty array)';
  };
  const exec: Host['exec'] = (_container, argv, _ctx, options) => {
    asked.push(argv.join(' '));
    const output = new PassThrough();
    if (argv[0] !== 'redis-cli') return Readable.from([]);
    options?.stdin?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().trim().split('\n')) {
        if (!line.startsWith('ECHO ')) asked.push(line);
        output.write(`${answer(line)}\n`);
      }
    });
    options?.stdin?.on('end', () => output.end());
    return output;
  };
  const host = { exec, stat: () => Promise.resolve(undefined) } as unknown as Host;
  const container = {
    id: 'c',
    image: 'redis:8',
    entrypoint: [],
    command: ['redis-server'],
    env: {},
    mounts: [],
    workingDir: '/',
  };
  return {
    target: { host, container: container as unknown as Container, service: { name: 'cache' } } as unknown as ServerTarget,
    asked,
  };
}

test('a server whose dumps we cannot parse is refused before anything is done in its container', async () => {
  const { target, asked } = redis('8.8.0');
  await expect(prepare(target, {}, { counts: false, lockTimeout: 0 }, ctx)).rejects.toMatchObject({
    key: 'unsupported.rdb-version',
    params: { format: 'REDIS0014' },
  });
  const questions = /^(redis-cli .*|PING|INFO \w+|CONFIG GET .*|ACL LIST|MODULE LIST|FUNCTION LIST WITHCODE|PUBSUB NUMSUB \S+)$/;
  expect(asked.filter((command) => !questions.test(command))).toEqual([]);
});

test('one whose dumps we can parse is prepared', async () => {
  const { target } = redis('8.6.0');
  await using prepared = await prepare(target, {}, { counts: false, lockTimeout: 0 }, ctx);
  expect(prepared.items).toEqual(['data']);
});
