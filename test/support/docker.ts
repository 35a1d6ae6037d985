import { setTimeout as sleep } from 'node:timers/promises';
import { plainContext } from '../../shared/src/context.ts';
import { AppError } from '../../shared/src/errors.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import type { Container } from '../../shared/src/hosts/container.ts';
import { connectDocker } from '../../shared/src/hosts/docker.ts';
import { DockerApi } from '../../shared/src/hosts/dockerApi.ts';
import type { Host, HostAddress } from '../../shared/src/hosts/host.ts';
import * as z from 'zod';

/** The engine of this machine. */
export const localAddress: HostAddress = { type: 'socket', path: '/var/run/docker.sock' };
export const localHost = (): Host => connectDocker('local', localAddress);

const api = new DockerApi(localAddress);
/** What every container, volume and network of a test carries: that it is one, and the file that it belongs to. */
export const label: Record<string, string> = {
  'longshore.test': '1',
  'longshore.test.file': process.env['LONGSHORE_TEST_LABEL'] ?? '',
};
const Created = z.object({ Id: z.string() });

export interface StartOptions {
  image: string;
  name?: string;
  /** The image's own when absent. */
  entrypoint?: string[];
  command?: string[];
  env?: Record<string, string>;
  /** Volume name (created with the test's label) or absolute path of this machine, to the path in the container. */
  volumes?: Record<string, string>;
  tmpfs?: string[];
  network?: string;
  networkAliases?: string[];
  labels?: Record<string, string>;
  user?: string;
  workingDir?: string;
  readOnly?: boolean;
  hostname?: string;
  stopTimeout?: number;
  restartPolicy?: Container['restartPolicy'];
  pid?: string;
  volumesFrom?: string[];
  /** A port of the container, to be reached on one of this machine's loopback address: {@link publishedPort}. */
  publish?: number;
  /** Only created when false. */
  start?: boolean;
}

export interface TestContainer extends AsyncDisposable {
  readonly id: string;
  /** As it was when it was started. */
  readonly container: Container;
}

/** A container with the label `longshore.test=1`, removed with its anonymous volumes when the scope ends. */
export async function startContainer(options: StartOptions): Promise<TestContainer> {
  const { signal } = plainContext();
  const body = {
    Image: options.image,
    ...(options.entrypoint && { Entrypoint: options.entrypoint }),
    ...(options.command && { Cmd: options.command }),
    Env: Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`),
    Labels: { ...options.labels, ...label },
    ...(options.publish !== undefined && { ExposedPorts: { [`${options.publish}/tcp`]: {} } }),
    ...(options.user !== undefined && { User: options.user }),
    ...(options.workingDir !== undefined && { WorkingDir: options.workingDir }),
    ...(options.stopTimeout !== undefined && { StopTimeout: options.stopTimeout }),
    ...(options.hostname !== undefined && { Hostname: options.hostname }),
    HostConfig: {
      Mounts: Object.entries(options.volumes ?? {}).map(([source, target]) => ({
        Type: source.startsWith('/') ? 'bind' : 'volume',
        Source: source,
        Target: target,
        ...(!source.startsWith('/') && { VolumeOptions: { Labels: label } }),
      })),
      Tmpfs: Object.fromEntries((options.tmpfs ?? []).map((path) => [path, ''])),
      ...(options.network !== undefined && { NetworkMode: options.network }),
      ...(options.pid !== undefined && { PidMode: options.pid }),
      ...(options.volumesFrom && { VolumesFrom: options.volumesFrom }),
      ...(options.publish !== undefined && { PortBindings: { [`${options.publish}/tcp`]: [{ HostIp: '127.0.0.1' }] } }),
      ReadonlyRootfs: options.readOnly ?? false,
      RestartPolicy: { Name: options.restartPolicy ?? 'no' },
    },
    ...(options.network !== undefined &&
      options.networkAliases && {
        NetworkingConfig: { EndpointsConfig: { [options.network]: { Aliases: options.networkAliases } } },
      }),
  };
  const { Id: id } = await api.json('POST', '/containers/create', Created, { signal, body, query: { name: options.name } });
  const remove = (): Promise<void> => forget('DELETE', `/containers/${id}`, { force: true, v: true });
  try {
    if (options.start !== false) await api.send('POST', `/containers/${id}/start`, { signal });
    return { id, container: await localHost().container(id, plainContext()), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Where this machine reaches the port that the container publishes. It is another one after each start. */
export async function publishedPort(container: string): Promise<number> {
  const Ports = z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable());
  const Inspected = z.object({ NetworkSettings: z.object({ Ports }) });
  const { signal } = plainContext();
  const { NetworkSettings: settings } = await api.json('GET', `/containers/${container}/json`, Inspected, { signal });
  const [port] = Object.values(settings.Ports).flatMap((bindings) => bindings ?? []);
  if (!port) throw new Error(`${container} publishes no port`);
  return Number(port.HostPort);
}

/**
 * A volume with the label `longshore.test=1`, removed when the scope ends. With a size, a file system of its own in memory,
 * which is there as long as a container runs with it.
 */
export async function createVolume(name: string, size?: string): Promise<AsyncDisposable & { name: string }> {
  const { signal } = plainContext();
  const small = size !== undefined && { DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: `size=${size}` } };
  await api.send('POST', '/volumes/create', { signal, body: { Name: name, Labels: label, ...small } });
  return { name, [Symbol.asyncDispose]: () => forget('DELETE', `/volumes/${name}`, { force: true }) };
}

/** A network with the label `longshore.test=1`, removed when the scope ends. */
export async function createNetwork(name: string): Promise<AsyncDisposable & { name: string }> {
  const { signal } = plainContext();
  await api.send('POST', '/networks/create', { signal, body: { Name: name, CheckDuplicate: true, Labels: label } });
  return { name, [Symbol.asyncDispose]: () => forget('DELETE', `/networks/${name}`) };
}

/** What the container has written to both outputs. */
export async function logsOf(container: string): Promise<string> {
  const query = { stdout: true, stderr: true, tail: '200' };
  return text(await api.open('GET', `/containers/${container}/logs`, { signal: plainContext().signal, query }));
}

/** Kills the container's main process, as an accident would. */
export const killContainer = (container: string): Promise<void> =>
  api.send('POST', `/containers/${container}/kill`, { signal: plainContext().signal });

/** Command lines of everything that runs in the container, as the engine's machine sees them. */
export async function processesOf(container: string): Promise<string[]> {
  const Top = z.object({ Titles: z.array(z.string()), Processes: z.array(z.array(z.string())) });
  const { signal } = plainContext();
  const { Titles: titles, Processes: processes } = await api.json('GET', `/containers/${container}/top`, Top, { signal });
  return processes.map((fields) => fields[titles.indexOf('CMD')] ?? '');
}

/** Ids of all containers with this label (`name=value`), our own helpers included. */
export async function containersWith(label: string): Promise<string[]> {
  const query = { all: true, filters: JSON.stringify({ label: [label] }) };
  const { signal } = plainContext();
  const found = await api.json('GET', '/containers/json', z.array(Created), { signal, query });
  return found.map(({ Id: id }) => id);
}

/** Names of all volumes of the engine. */
export async function volumeNames(): Promise<string[]> {
  const Volumes = z.object({ Volumes: z.array(z.object({ Name: z.string() })).nullish() });
  const found = await api.json('GET', '/volumes', Volumes, { signal: plainContext().signal });
  return (found.Volumes ?? []).map(({ Name: name }) => name);
}

/** Waits until the condition holds; how long is up to the test's own time limit. Errors of the condition count as no. */
export async function waitFor(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (;;) {
    try {
      if (await condition()) return;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
    await sleep(100);
  }
}

async function forget(method: 'DELETE', path: string, query?: Record<string, boolean>): Promise<void> {
  try {
    await api.send(method, path, { signal: plainContext().signal, ...(query && { query }) });
  } catch (error) {
    if (!AppError.is(error, 'not-found')) throw error;
  }
}
