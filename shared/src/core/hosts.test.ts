import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Config } from '../config/config.ts';
import type { HostConfig } from '../config/schema.ts';
import { Hosts } from './hosts.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'longshore-hosts-'));
});
afterEach(() => rm(home, { recursive: true }));

async function store(name: string, Host: string): Promise<void> {
  const folder = join(home, '.docker', 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host } } }));
}
const hostsOf = (hosts: Record<string, HostConfig> = {}, env: NodeJS.ProcessEnv = {}): Hosts =>
  new Hosts({ hosts, defaultHost: 'local' } as unknown as Config, { HOME: home, ...env });
const shown = async (hosts: Hosts): Promise<string[]> => (await hosts.list()).map(({ name, address }) => `${name}: ${address}`);

test('a host whose address cannot be found is listed with what was wrong for it, and hides no other', async () => {
  await store('good', 'unix:///good.sock');
  await store('strange', 'gopher://box');
  const hosts = hostsOf({ old: { context: 'gone' } }, { DOCKER_CONTEXT: 'also-gone' });
  expect(await shown(hosts)).toEqual([
    'local: context also-gone',
    'old: context gone',
    'good: unix:///good.sock',
    'strange: gopher://box',
  ]);
  await expect(hosts.address('strange')).rejects.toMatchObject({ key: 'usage.docker-address' });
  await expect(hosts.address('local')).rejects.toMatchObject({ key: 'not-found.docker-context' });
});

test('a host that has no name is not shown', async () => {
  await expect(hostsOf().summaryOf('none')).rejects.toMatchObject({ key: 'not-found.host' });
});
