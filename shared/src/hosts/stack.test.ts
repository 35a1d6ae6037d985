import { describe, expect, test } from 'vitest';
import type { Container } from './container.ts';
import { areInOneStack, dependsOn, serviceNameOf, stacksOf, startOrder } from './stack.ts';

const compose = (project: string, service: string, more: Record<string, string> = {}): Record<string, string> => ({
  'com.docker.compose.project': project,
  'com.docker.compose.service': service,
  'com.docker.compose.oneoff': 'False',
  'com.docker.compose.project.working_dir': `/srv/${project}`,
  ...Object.fromEntries(Object.entries(more).map(([name, value]) => [`com.docker.compose.${name}`, value])),
});

function container(name: string, more: Partial<Container> = {}): Container {
  return {
    id: `id-of-${name}`,
    name,
    image: 'image',
    imageId: 'sha256:0',
    state: 'running',
    health: 'none',
    exitCode: 0,
    startedAt: '',
    labels: {},
    env: {},
    command: [],
    entrypoint: [],
    user: '',
    workingDir: '',
    mounts: [],
    networks: {},
    networkMode: 'bridge',
    pidMode: '',
    volumesFrom: [],
    restartPolicy: 'no',
    stopSignal: 'SIGTERM',
    stopTimeout: 10,
    readOnly: false,
    ...more,
  };
}

describe('stacks', () => {
  const containers = [
    container('shop-web-1', { labels: compose('shop', 'web') }),
    container('shop-db-1', { labels: compose('shop', 'db') }),
    container('shop-db-run-1', { labels: compose('shop', 'db', { oneoff: 'True' }) }),
    container('other-shop-db-1', { labels: compose('shop', 'db', { 'project.working_dir': '/home/anna/shop' }) }),
    container('lonely'),
    container('shop'),
  ];
  const stacks = stacksOf(containers, 'ENGINE');

  test('are Compose projects of one folder, and lone containers', () => {
    const found = stacks.map(({ id, containers: own }) => [id.name, id.workingDir, own.map(({ name }) => name)]);
    expect(found.sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['lonely', '', ['lonely']],
      ['shop', '', ['shop']],
      ['shop', '/home/anna/shop', ['other-shop-db-1']],
      ['shop', '/srv/shop', ['shop-db-1', 'shop-web-1']],
    ]);
    expect(stacks.every(({ id }) => id.engine === 'ENGINE')).toBe(true);
  });

  test('of one name are told apart by their hash, which does not depend on order', () => {
    expect(new Set(stacks.map(({ hash }) => hash)).size).toBe(4);
    expect(stacks.every(({ hash }) => /^[0-9a-f]{6}$/.test(hash))).toBe(true);
    expect(stacksOf([...containers].reverse(), 'ENGINE')).toEqual(stacks);
    expect(stacksOf(containers, 'OTHER').map(({ hash }) => hash)).not.toContain(stacks[0]?.hash);
  });

  test('leave their argument as it was', () => {
    expect(containers.map(({ name }) => name)).toEqual([
      'shop-web-1',
      'shop-db-1',
      'shop-db-run-1',
      'other-shop-db-1',
      'lonely',
      'shop',
    ]);
  });
});

test('a service is named by Compose, else by its container', () => {
  expect(serviceNameOf(container('shop-db-1', { labels: compose('shop', 'db') }))).toBe('db');
  expect(serviceNameOf(container('lonely'))).toBe('lonely');
});

test('dependencies are read from the label', () => {
  const label = 'db:service_healthy:false,init:service_completed_successfully:true,cache';
  expect(dependsOn(container('web', { labels: compose('shop', 'web', { depends_on: label }) }))).toEqual([
    { service: 'db', condition: 'service_healthy' },
    { service: 'init', condition: 'service_completed_successfully' },
    { service: 'cache', condition: 'service_started' },
  ]);
  expect(dependsOn(container('web', { labels: compose('shop', 'web', { depends_on: '' }) }))).toEqual([]);
  expect(dependsOn(container('lonely'))).toEqual([]);
});

describe('the order of starting', () => {
  const named = (containers: Container[]): string[] => containers.map(({ name }) => name);
  const service = (name: string, needs: string): Container =>
    container(name, { labels: compose('shop', name, { depends_on: needs }) });

  test('puts what is needed first, over several steps', () => {
    const containers = [
      service('web', 'api:service_started:false'),
      service('api', 'db:service_healthy:false,cache:service_started:false'),
      service('cache', ''),
      service('db', ''),
    ];
    expect(named(startOrder(containers))).toEqual(['cache', 'db', 'api', 'web']);
    expect(named(startOrder([...containers].reverse()))).toEqual(['db', 'cache', 'api', 'web']);
  });

  test('counts shared networks, processes and volumes', () => {
    const containers = [
      container('a', { networkMode: 'container:id-of-b' }),
      container('b', { pidMode: 'container:c' }),
      container('c', { volumesFrom: ['id-of-d:ro'] }),
      container('d', { volumesFrom: ['e'] }),
      container('e'),
    ];
    expect(named(startOrder(containers))).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  test('waits for every container of a scaled service', () => {
    const scaled = ['db-1', 'db-2'].map((name) => container(name, { labels: compose('shop', 'db') }));
    expect(named(startOrder([service('web', 'db:service_started:false'), ...scaled]))).toEqual(['db-1', 'db-2', 'web']);
  });

  test('does not hang on a circle', () => {
    const containers = [service('a', 'b'), service('b', 'c'), service('c', 'a'), service('d', 'a')];
    const order = named(startOrder(containers));
    expect([...order].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(order.indexOf('d')).toBeGreaterThan(order.indexOf('a'));
  });

  test('does not mistake a service of another project', () => {
    const foreign = container('foreign', { labels: compose('other', 'db') });
    expect(named(startOrder([service('web', 'db:service_started:false'), foreign]))).toEqual(['web', 'foreign']);
  });
});

test('containers are in one stack when project and folder are the same', () => {
  const db = container('db', { labels: compose('shop', 'db') });
  const others = {
    itself: db,
    'another service': container('web', { labels: compose('shop', 'web') }),
    'one of compose run': container('run', { labels: compose('shop', 'web', { oneoff: 'True' }) }),
    'of the same project from another folder': container('twin', {
      labels: compose('shop', 'web', { 'project.working_dir': '/srv/twin' }),
    }),
    'of another project': container('other', { labels: compose('other', 'db') }),
    alone: container('alone'),
  };
  const same = Object.entries(others).filter(([, other]) => areInOneStack(db, other));
  expect(same.map(([what]) => what)).toEqual(['itself', 'another service', 'one of compose run']);
  expect(areInOneStack(container('alone'), container('also-alone'))).toBe(false);
});
