import { expect, test } from 'vitest';
import { Inspected, toContainer } from './inspect.ts';

const least = {
  Id: 'id',
  Name: '/name',
  Image: 'sha256:0',
  State: { Status: 'running' },
  Config: {},
  HostConfig: {},
};

test('whatever an engine leaves out, or says null of, is empty', () => {
  const nulls = {
    ...least,
    Args: null,
    Mounts: null,
    NetworkSettings: { Networks: null },
    Config: { Env: null, Labels: null, Entrypoint: null, StopTimeout: null },
    HostConfig: { RestartPolicy: null, VolumesFrom: null, Tmpfs: null },
  };
  for (const answer of [least, nulls]) {
    expect(toContainer(Inspected.parse(answer))).toMatchObject({
      name: 'name',
      health: 'none',
      labels: {},
      env: {},
      entrypoint: [],
      mounts: [],
      networks: {},
      volumesFrom: [],
      restartPolicy: 'no',
      stopSignal: 'SIGTERM',
      stopTimeout: 10,
      readOnly: false,
    });
  }
});

test('the environment is split at the first equals sign', () => {
  const found = toContainer(Inspected.parse({ ...least, Config: { Env: ['A=b=c\nd', 'EMPTY=', 'NONE'] } }));
  expect(found.env).toEqual({ A: 'b=c\nd', EMPTY: '', NONE: '' });
});

test('health, by either name', () => {
  for (const State of [
    { Status: 'running', Health: { Status: 'unhealthy' } },
    { Status: 'running', Healthcheck: { Status: 'unhealthy' } },
  ]) {
    expect(toContainer(Inspected.parse({ ...least, State })).health).toBe('unhealthy');
  }
  expect(toContainer(Inspected.parse({ ...least, State: { Status: 'running', Health: { Status: '' } } })).health).toBe('none');
});

test('mounts of every type, and temporary file systems that are not among them', () => {
  const found = toContainer(
    Inspected.parse({
      ...least,
      Mounts: [
        { Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/data', RW: true },
        { Type: 'bind', Source: '/srv', Destination: '/srv', RW: false },
        { Type: 'cluster', Destination: '/c' },
      ],
      HostConfig: { Tmpfs: { '/tmp': '', '/fixed': 'size=1m,ro' } },
    }),
  );
  expect(found.mounts.map(({ type, destination, writable }) => [type, destination, writable])).toEqual([
    ['volume', '/data', true],
    ['bind', '/srv', false],
    ['other', '/c', true],
    ['tmpfs', '/tmp', true],
    ['tmpfs', '/fixed', false],
  ]);
});
