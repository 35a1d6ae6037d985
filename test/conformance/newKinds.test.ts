import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { StackSummary } from '../../shared/src/api/answers.ts';
import type { Config } from '../../shared/src/config/config.ts';
import { plainContext } from '../../shared/src/context.ts';
import { type FoundStack, describeStack, findStack, gather, summarize } from '../../shared/src/core/stacks.ts';
import type { Container } from '../../shared/src/hosts/container.ts';
import type { Host } from '../../shared/src/hosts/host.ts';
import { BackupRequest, CopyRequest, type Plan, RestoreRequest } from '../../shared/src/model/plan.ts';
import { Plan as PlanModel } from '../../shared/src/model/plan.ts';
import { planBackup } from '../../shared/src/plan/backup.ts';
import { planCopy } from '../../shared/src/plan/copy.ts';
import type { PlanSeed, StackFacts } from '../../shared/src/plan/facts.ts';
import { planDrill, planVerify } from '../../shared/src/plan/verifyAndDrill.ts';
import { type SnapshotFacts, planRestore } from '../../shared/src/plan/restore.ts';
import { renderPlan } from '../../shared/src/render/plan.ts';
import { productOf } from '../../shared/src/render/product.ts';
import { renderSnapshot } from '../../shared/src/render/snapshots.ts';
import { plain } from '../../shared/src/render/style.ts';
import { wordsIn } from '../../shared/src/render/words.ts';
import type { Repository } from '../../shared/src/repository/repository.ts';
import { folderStorage } from '../../shared/src/storage/folder.ts';
import { stackKey } from '../../shared/src/model/stackId.ts';
import { offersOf } from '../../shared/ui/restore/choices.ts';
import type { MadeUpKind } from '../support/madeUpKinds/kinds.ts';
import { collect, contentOf, create, fill, listed, open, temporaryFolder } from '../support/snapshots.ts';

/*
 * A new kind of service is a folder and a line: kinds that are made up are registered in the record of kinds and in the list of
 * drivers, as a real one would be, and everything takes them that is no driver.
 */
vi.mock(import('../../shared/src/model/kinds.ts'), async (original) => {
  const registered = await original();
  const { madeUpKinds } = await import('../support/madeUpKinds/kinds.ts');
  Object.assign(registered.kinds, madeUpKinds);
  return registered;
});
vi.mock(import('../../shared/src/drivers/index.ts'), async (original) => {
  const registered = await original();
  const { madeUpDrivers } = await import('../support/madeUpKinds/drivers.ts');
  (registered.drivers as unknown[]).push(...madeUpDrivers);
  return registered;
});

const container = (name: string, parts: Partial<Container> = {}): Container => ({
  id: name,
  name,
  image: `${name}:1`,
  imageId: `sha256:${name}`,
  state: 'running',
  health: 'none',
  exitCode: 0,
  startedAt: '',
  labels: {
    'com.docker.compose.project': 'shop',
    'com.docker.compose.service': name,
    'com.docker.compose.project.working_dir': '/srv/shop',
  },
  env: {},
  command: [name],
  entrypoint: [],
  user: '',
  workingDir: '/',
  mounts: [],
  networks: { shop: '10.0.0.1' },
  networkMode: 'shop',
  pidMode: '',
  volumesFrom: [],
  restartPolicy: 'no',
  stopSignal: 'SIGTERM',
  stopTimeout: 10,
  readOnly: false,
  ...parts,
});
const uploads = { type: 'volume', name: 'shop_uploads', source: '', destination: '/uploads', writable: true } as const;
const containers = [
  container('broker'),
  container('etcd'),
  container('graph'),
  container('objects'),
  container('vectors'),
  container('web', { mounts: [uploads] }),
  container('worker', { mounts: [uploads], networks: {}, networkMode: 'none' }),
];

const host = {
  name: 'local',
  address: { type: 'tcp', host: 'h', port: 1 },
  info: async () => ({ id: 'e', root: '' }),
  containers: async () => containers,
} as unknown as Host;
const config: Config = {
  hosts: {},
  repositories: {},
  defaultHost: 'local',
  defaultRepository: 'local',
  watchSeconds: 15,
  // What lies in no container is named by the configuration.
  stacks: { shop: { services: { backups: { kind: 'bucket' as never } } } },
  warnings: [],
};
const ctx = plainContext();
const seed: PlanSeed = { id: 'p', now: new Date('2026-02-17T02:00:00Z'), host: 'local', repo: 'local', hash: JSON.stringify };
const kindsOf = { backups: 'bucket', events: 'stream', graph: 'graph', tasks: 'stream', uploads: 'volume', vectors: 'vectors' };

let stack: FoundStack;
let summary: StackSummary;
let facts: StackFacts;
beforeAll(async () => {
  stack = await findStack(host, 'shop', config, ctx);
  summary = summarize(stack, config);
  facts = await gather(stack, config, [], ctx);
});

const actions = (plan: Plan): string[] =>
  plan.containers.flatMap(({ name, action }) => (action === 'none' ? [] : [`${action} ${name}`]));
const backup = (services?: string[], more: object = {}): Plan =>
  planBackup(BackupRequest.parse({ operation: 'backup', stack: 'shop', ...(services && { services }), ...more }), facts, seed);

/** It is shown in both languages, and reads back as it was written. */
function shown(plan: Plan): string {
  expect(PlanModel.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  const [english = '', german = ''] = (['en', 'de'] as const).map((language) =>
    renderPlan(plan, wordsIn(language), { style: plain, width: 100 }, 'dry-run').join('\n'),
  );
  expect(german).not.toBe(english);
  for (const said of [english, german]) expect(said).not.toMatch(/undefined|\[object|kind\.|counted\./);
  return english;
}

test('they are found, with the containers that serve them, and take their part in a stack', async () => {
  const found = Object.fromEntries(summary.services.map(({ name, kind, containers: own }) => [name, [kind, ...own]]));
  expect(found).toEqual({
    backups: ['bucket'],
    events: ['stream', 'broker'],
    graph: ['graph', 'graph'],
    tasks: ['stream', 'broker'],
    uploads: ['volume'],
    vectors: ['vectors', 'vectors', 'etcd', 'objects'],
  });
  const roles = Object.fromEntries(summary.containers.map(({ name, role }) => [name, role]));
  const data = Object.fromEntries(['broker', 'etcd', 'graph', 'objects', 'vectors'].map((name) => [name, 'data']));
  expect(roles).toEqual({ ...data, web: 'writer', worker: 'writer' });
  const { services } = await describeStack(stack, summary, config, ctx);
  expect(services.map(({ name }) => name).sort()).toEqual(Object.keys(kindsOf));
  for (const kind of new Set(Object.values(kindsOf))) expect(productOf(kind as never)).toMatch(/^[A-Z]\w+$/);
});

describe('a backup', () => {
  test('of all of them stops for its point what has none while it runs, pauses nothing of a store, and says what is not one moment', () => {
    const plan = backup();
    expect(actions(plan)).toEqual(['stop graph', 'stop web', 'stop worker']);
    const said = shown(plan);
    expect(said).toContain('Not one moment');
    for (const name of ['events', 'tasks', 'backups']) expect(said).toContain(name);
  });

  test('of some of them stops no more than these demand', () => {
    expect(actions(backup(['vectors']))).toEqual(['pause web', 'pause worker']);
    expect(actions(backup(['uploads']))).toEqual(['pause web', 'pause worker']);
    expect(actions(backup(['events']))).toEqual([]);
    for (const name of Object.keys(kindsOf)) shown(backup([name]));
  });
});

const root = await temporaryFolder();
afterAll(() => root[Symbol.asyncDispose]());

describe('a snapshot', () => {
  let repository: Repository;
  let snapshot: SnapshotFacts;
  const content = Object.fromEntries(Object.entries(kindsOf).map(([name, kind]) => [name, { [`${kind}.tar`]: `of ${name}` }]));

  beforeAll(async () => {
    repository = await open(folderStorage(root.path));
    const plan = backup();
    const image = (id: string) => ({ reference: `${id}:1`, id: `sha256:${id}` });
    const plainContent = contentOf(content);
    await using writer = await create(repository, { stack: facts.id });
    await fill(writer, content);
    await writer.commit(
      {
        ...plainContent,
        services: plan.services.map(({ name, kind, containers: own, items }) => {
          const [main, ...others] = own.map(image);
          return {
            name,
            kind,
            version: '1',
            items,
            ...(main && { image: main }),
            ...(main && others.length > 0 && { images: [main, ...others] }),
          };
        }),
      },
      ctx,
    );
    const { manifest, reference, hash } = await repository.find('shop/latest', ctx);
    snapshot = { manifest, reference, hash, bytes: {} };
  });

  test('holds their kinds and images, and says for each how to restore it by hand', async () => {
    const { services } = snapshot.manifest;
    expect(Object.fromEntries(services.map(({ name, kind }) => [name, kind]))).toEqual(kindsOf);
    const storage = folderStorage(root.path);
    const keys: string[] = [];
    for await (const { key: each } of storage.list('', ctx.signal)) if (each.endsWith('README.txt')) keys.push(each);
    expect(keys).toHaveLength(1);
    const readme = (await collect(await storage.get(keys[0] ?? '', ctx.signal))).toString();
    for (const [name, kind] of Object.entries(kindsOf)) {
      expect(readme).toContain(`Service ${JSON.stringify(name)}`);
      expect(readme).toContain(`Bring ${kind} back:\n  cat '${name}/${kind}`);
    }
    expect(readme).toContain('image vectors:1, image etcd:1, image objects:1');
  });

  test('is shown, and offers what can be chosen', async () => {
    const [saved] = await listed(repository);
    if (!saved) throw new Error('no snapshot');
    const detail = {
      ...saved,
      folder: '',
      manifest: snapshot.manifest,
      proofs: [],
      pinned: false,
      inventory: {},
      warnings: [],
    };
    const said = renderSnapshot(detail, wordsIn('en'), { style: plain, width: 100 }).join('\n');
    for (const product of ['Bucket 1', 'Vectors 1, vectors:1, etcd:1, objects:1', 'Volume 1']) expect(said).toContain(product);
    const items = Object.fromEntries(snapshot.manifest.services.map((service) => [service.name, service.items]));
    const offers = offersOf([{ ...saved, repo: 'local' }], { [stackKey(saved.stack)]: items });
    const choices = offers.flatMap(({ wanted: { service, item } }) => (item === undefined ? [] : [`${service}/${item}`]));
    expect(choices.sort()).toEqual(['backups/images', 'backups/papers', 'vectors/embeddings']);
  });

  test('is verified and drilled', () => {
    for (const said of [
      shown(planVerify({ operation: 'verify', snapshot: 'shop/latest' }, snapshot, seed)),
      shown(planDrill({ operation: 'drill', snapshot: 'shop/latest' }, snapshot, seed)),
    ]) {
      for (const name of Object.keys(kindsOf)) expect(said).toContain(name);
    }
  });

  test('is restored: what can only be overwritten is saved first, and stopped is what has to be', () => {
    const restore = (more: object = {}): Plan =>
      planRestore(RestoreRequest.parse({ operation: 'restore', snapshot: 'shop/latest', ...more }), snapshot, facts, seed);
    const plan = restore();
    const said = shown(plan);
    expect(actions(plan)).toEqual(['stop etcd', 'stop graph', 'stop objects', 'stop vectors', 'stop web', 'stop worker']);
    expect(plan.steps).toContainEqual(expect.objectContaining({ do: 'safety', services: ['backups'] }));
    expect(said).toContain('safety snapshot');
    expect(actions(restore({ services: ['events'] }))).toEqual([]);
    expect(actions(restore({ services: ['uploads'] }))).toEqual(['stop web', 'stop worker']);
    expect(actions(restore({ services: ['backups'], items: ['images'] }))).toEqual(['stop web', 'stop worker']);
  });

  test('services are copied, or the plan says why not', () => {
    const copy = (service: MadeUpKind | 'events' | 'backups'): Plan =>
      planCopy(
        CopyRequest.parse({ operation: 'copy', from: 'shop', to: 'other', what: [{ service }] }),
        facts,
        { ...facts, id: { ...facts.id, name: 'other', project: 'other' }, services: facts.services.map(elsewhere) },
        seed,
      );
    const elsewhere = (service: StackFacts['services'][number]): StackFacts['services'][number] => ({
      ...service,
      containers: service.containers.map((id) => `other-${id}`),
      ...(service.containers.length === 0 && { locator: { other: true } }),
    });
    shown(copy('events'));
    expect(() => copy('graph')).toThrow('unsupported.copy-disturbs');
    expect(() => copy('backups')).toThrow('unsupported.copy-in-place');
  });
});
