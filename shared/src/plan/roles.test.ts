import { expect, it } from 'vitest';
import type { ServiceInStack } from '../model/service.ts';
import type { ContainerFacts } from './facts.ts';
import { assignRoles } from './roles.ts';

const container = (id: string, parts: Partial<ContainerFacts> = {}): ContainerFacts => ({
  id,
  name: id,
  service: id,
  imageId: 'sha256:1',
  running: true,
  networks: ['app'],
  mounts: [],
  networkMode: 'app',
  tool: false,
  oneShot: false,
  reader: false,
  ...parts,
});
const db = container('db');
const service = (name: string, containers = [name]): ServiceInStack => ({ name, kind: 'postgres', containers });
const roleOf = (other: ContainerFacts, ...more: ContainerFacts[]): string | undefined =>
  assignRoles([db, other, ...more], [service('db')]).get(other.id)?.role;
const rolesOf = (containers: ContainerFacts[], ...services: ServiceInStack[]): Record<string, string> =>
  Object.fromEntries([...assignRoles(containers, services)].map(([id, { role }]) => [id, role]));

it('takes whatever can reach the data for a writer', () => {
  expect(roleOf(container('api'))).toBe('writer');
  expect(roleOf(container('host', { networks: [], networkMode: 'host' }))).toBe('writer');
});

it('takes for a writer what reaches a server on the network of the machine', () => {
  const onHost = container('db', { networks: ['host'], networkMode: 'host' });
  const roles = assignRoles(
    [onHost, container('api'), container('alone', { networks: [], networkMode: 'none' })],
    [service('db')],
  );
  expect(['api', 'alone'].map((id) => roles.get(id)?.role)).toEqual(['writer', 'bystander']);
});

it('sees through shared network namespaces', () => {
  expect(roleOf(container('sidecar', { networks: [], networkMode: 'container:db' }))).toBe('writer');
  const api = container('api');
  expect(roleOf(container('nested', { networks: [], networkMode: 'container:api' }), api)).toBe('writer');
  const loop = container('loop', { networks: [], networkMode: 'container:loop' });
  expect(roleOf(loop)).toBe('bystander');
});

it('leaves alone what cannot reach it, does not run, runs once, or is known not to write', () => {
  expect(roleOf(container('other', { networks: ['elsewhere'] }))).toBe('bystander');
  expect(roleOf(container('none', { networks: [], networkMode: 'none' }))).toBe('bystander');
  expect(roleOf(container('idle', { running: false }))).toBe('bystander');
  expect(roleOf(container('migrate', { oneShot: true }))).toBe('bystander');
  expect(roleOf(container('exporter', { tool: true }))).toBe('bystander');
});

it('takes for a writer what shares a volume with the server, which may hold its socket', () => {
  const alone = { networks: ['none'], networkMode: 'none' };
  const shared = (writable: boolean): ContainerFacts['mounts'] => [{ source: 'sockets', writable }];
  const roleBeside = (theirs: ContainerFacts['mounts'], own: ContainerFacts['mounts']): string | undefined =>
    assignRoles(
      [container('db', { ...alone, mounts: theirs }), container('api', { ...alone, mounts: own })],
      [service('db')],
    ).get('api')?.role;
  expect(roleBeside(shared(true), shared(true))).toBe('writer');
  expect(roleBeside(shared(true), shared(false))).toBe('writer');
  expect(roleBeside(shared(true), [{ source: 'uploads', writable: true }])).toBe('bystander');
  // The machine's time zone, as many containers mount it.
  expect(roleBeside(shared(false), shared(false))).toBe('bystander');
});

it('takes nothing for a writer of a service that is not there', () => {
  const absent: ServiceInStack = { name: 'gone', kind: 'postgres', containers: [], absent: true };
  expect(assignRoles([container('api')], [absent]).get('api')?.role).toBe('bystander');
});

it('believes a label that says reader', () => {
  expect(roleOf(container('report', { reader: true }))).toBe('reader');
});

it('takes no container of a service for its writer, or for one of another service', () => {
  const containers = ['vectors', 'etcd', 'objects', 'api'].map((id) => container(id));
  const vectors = service('vectors', ['vectors', 'etcd', 'objects']);
  const writers = { vectors: 'data', etcd: 'data', objects: 'data', api: 'writer' };
  expect(rolesOf(containers, vectors)).toEqual(writers);
  expect(rolesOf([...containers, db], vectors, service('db'))).toEqual({ ...writers, db: 'data' });
  const behind = container('behind', { networks: ['inner'] });
  const inner = container('objects', { networks: ['app', 'inner'] });
  expect(rolesOf([...containers.filter(({ id }) => id !== 'objects'), inner, behind], vectors)).toMatchObject({
    behind: 'writer',
  });
});

it('takes for the writers of a volume those that use it, wherever they are', () => {
  const far = container('far', { networks: [], networkMode: 'none' });
  const uploads = { ...service('uploads', []), users: ['far'] };
  expect(rolesOf([far, container('api')], uploads)).toEqual({ far: 'writer', api: 'bystander' });
});

it('takes for the writers of what lies elsewhere all that have a network', () => {
  const alone = container('alone', { networks: ['none'], networkMode: 'none' });
  expect(rolesOf([alone, container('api')], service('bucket', []))).toEqual({ alone: 'bystander', api: 'writer' });
});

it('takes no network for one that two containers without any share', () => {
  const none = { networks: ['none'], networkMode: 'none' };
  expect(rolesOf([container('db', none), container('job', none)], service('db'))).toEqual({ db: 'data', job: 'bystander' });
});
