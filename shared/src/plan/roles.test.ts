import { expect, it } from 'vitest';
import type { ContainerFacts } from './facts.ts';
import { assignRoles } from './roles.ts';

const container = (id: string, parts: Partial<ContainerFacts> = {}): ContainerFacts => ({
  id,
  name: id,
  service: id,
  imageId: 'sha256:1',
  running: true,
  networks: ['app'],
  networkMode: 'app',
  tool: false,
  oneShot: false,
  reader: false,
  ...parts,
});
const db = container('db', { kind: 'postgres' });
const roleOf = (other: ContainerFacts, ...more: ContainerFacts[]): string | undefined =>
  assignRoles([db, other, ...more]).get(other.id)?.role;

it('takes whatever can reach the data for a writer', () => {
  expect(roleOf(container('api'))).toBe('writer');
  expect(roleOf(container('host', { networks: [], networkMode: 'host' }))).toBe('writer');
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

it('believes a label that says reader', () => {
  expect(roleOf(container('report', { reader: true }))).toBe('reader');
});
