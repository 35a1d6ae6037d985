import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { plainContext } from '../../shared/src/context.ts';
import { AppError } from '../../shared/src/errors.ts';
import type { Container } from '../../shared/src/hosts/container.ts';
import { connectDocker } from '../../shared/src/hosts/docker.ts';
import type { Host, HostAddress } from '../../shared/src/hosts/host.ts';

/** The Docker of this machine. */
export const localAddress: HostAddress = { type: 'socket', path: '/var/run/docker.sock' };
export const localHost = (): Host => connectDocker('local', localAddress);

/** A client that shares nothing with ours, so that no fault of ours hides on both sides. No variable of the environment counts. */
const docker = new Docker({ socketPath: '/var/run/docker.sock', host: undefined });
/** What every container, volume and network of a test carries: that it is one, and the file that it belongs to. */
export const label: Record<string, string> = {
  'longshore.test': '1',
  'longshore.test.file': process.env['LONGSHORE_TEST_LABEL'] ?? '',
};

export interface StartOptions {
  image: string;
  name?: string;
  /** The image's own when absent. */
  entrypoint?: string[];
  command?: string[];
  env?: Record<string, string>;
  /**
   * Volume name (created with the test's label) or absolute path of this machine, to the path in the container, with `:ro` behind it
   * where it is read-only.
   */
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
  const wanted: Docker.ContainerCreateOptions = {
    ...(options.name !== undefined && { name: options.name }),
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
        Target: target.replace(/:ro$/, ''),
        ReadOnly: target.endsWith(':ro'),
        ...(!source.startsWith('/') && { VolumeOptions: { Labels: label } as unknown as Docker.MountSettings['VolumeOptions'] }),
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
  const created = await docker.createContainer(wanted);
  const remove = (): Promise<void> => forget(created.remove({ force: true, v: true }));
  try {
    if (options.start !== false) await created.start();
    return { id: created.id, container: await localHost().container(created.id, plainContext()), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Where this machine reaches the port that the container publishes. It is another one after each start. */
export async function publishedPort(container: string): Promise<number> {
  const { NetworkSettings: settings } = await docker.getContainer(container).inspect();
  const [port] = Object.values(settings.Ports as Record<string, { HostPort: string }[] | null>).flatMap(
    (bindings) => bindings ?? [],
  );
  if (!port) throw new Error(`${container} publishes no port`);
  return Number(port.HostPort);
}

/**
 * A volume with the label `longshore.test=1`, removed when the scope ends. With a size, a file system of its own in memory,
 * which is there as long as a container runs with it.
 */
export async function createVolume(name: string, size?: string): Promise<AsyncDisposable & { name: string }> {
  const small = size !== undefined && { DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: `size=${size}` } };
  await docker.createVolume({ Name: name, Labels: label, ...small });
  return { name, [Symbol.asyncDispose]: () => forget(docker.getVolume(name).remove({ force: true })) };
}

/** A network with the label `longshore.test=1`, removed when the scope ends. */
export async function createNetwork(name: string): Promise<AsyncDisposable & { name: string }> {
  await docker.createNetwork({ Name: name, CheckDuplicate: true, Labels: label });
  return { name, [Symbol.asyncDispose]: () => forget(docker.getNetwork(name).remove()) };
}

/** What the container has written to both outputs. */
export async function logsOf(container: string): Promise<string> {
  const logs = await docker.getContainer(container).logs({ stdout: true, stderr: true, tail: 200, follow: false });
  return logs.toString();
}

/** An image of a container as it is now, removed when the scope ends. */
export async function commitContainer(container: string, repo: string): Promise<{ id: string } & AsyncDisposable> {
  const { Id: id } = (await docker.getContainer(container).commit({ repo, tag: 'test' })) as { Id: string };
  return { id, [Symbol.asyncDispose]: () => forget(docker.getImage(`${repo}:test`).remove({ force: true })) };
}

/** Stops the container's main process, and starts it again. */
export const restartContainer = async (container: string): Promise<void> => void (await docker.getContainer(container).restart());

/** Kills the container's main process, as an accident would. */
export const killContainer = async (container: string): Promise<void> => void (await docker.getContainer(container).kill());

/** Command lines of everything that runs in the container, as its host sees them. */
export async function processesOf(container: string): Promise<string[]> {
  const { Titles: titles, Processes: processes } = (await docker.getContainer(container).top()) as {
    Titles: string[];
    Processes: string[][];
  };
  return processes.map((fields) => fields[titles.indexOf('CMD')] ?? '');
}

/** Ids of all containers with this label (`name=value`), our own helpers included. */
export async function containersWith(label: string): Promise<string[]> {
  const found = await docker.listContainers({ all: true, filters: { label: [label] } });
  return found.map(({ Id: id }) => id);
}

/** Names of all volumes of the host. */
export async function volumeNames(): Promise<string[]> {
  const { Volumes: volumes } = await docker.listVolumes();
  return (volumes ?? []).map(({ Name: name }) => name);
}

/** Waits until the condition holds; how long is up to the test's own time limit. Errors of the condition count as no. */
export async function waitFor(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (;;) {
    try {
      if (await condition()) return;
    } catch (error) {
      if (!(error instanceof AppError) && !isRefusal(error)) throw error;
    }
    await sleep(100);
  }
}

/** An answer of Docker that is an error, as dockerode throws it. */
const isRefusal = (error: unknown): error is Error & { statusCode: number } =>
  error instanceof Error && typeof (error as { statusCode?: unknown }).statusCode === 'number';

async function forget(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isRefusal(error) || error.statusCode !== 404) throw error;
  }
}
