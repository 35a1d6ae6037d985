import * as z from 'zod';
import type { Container, Mount } from './container.ts';

/** Docker and Podman leave out what is empty, or say null. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const strings = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const record = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});
const health = z.object({ Status: text }).nullish();

/** The part of Docker's answer about a container that we read. */
export const Inspected = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  Path: text,
  Args: strings,
  ExecIDs: strings,
  State: z.object({
    Status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    ExitCode: z.number().nullish(),
    StartedAt: text,
    Health: health,
    /** Podman's name for it. */
    Healthcheck: health,
  }),
  Config: z.object({
    Image: text,
    Labels: record,
    Env: strings,
    Entrypoint: strings,
    User: text,
    WorkingDir: text,
    StopSignal: text,
    StopTimeout: z.number().nullish(),
  }),
  HostConfig: z.object({
    NetworkMode: text,
    PidMode: text,
    RestartPolicy: z.object({ Name: text }).nullish(),
    ReadonlyRootfs: z.boolean().nullish(),
    Tmpfs: record,
    VolumesFrom: strings,
  }),
  Mounts: z
    .array(z.object({ Type: z.string(), Name: text, Source: text, Destination: z.string(), RW: z.boolean().nullish() }))
    .nullish(),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ IPAddress: text })).nullish() }).nullish(),
});
export type Inspected = z.infer<typeof Inspected>;

const mountType = z.enum(['bind', 'volume', 'tmpfs', 'other']).catch('other');
const restartPolicy = z.enum(['no', 'always', 'unless-stopped', 'on-failure']).catch('no');
const healthStatus = z.enum(['none', 'starting', 'healthy', 'unhealthy']).catch('none');

/**
 * Returns a container from Docker's answer about it. What Docker leaves out is empty, or Docker's default (`SIGTERM`, 10 seconds).
 */
export function toContainer(found: Inspected): Container {
  const { State: state, Config: config, HostConfig: host } = found;
  return {
    id: found.Id,
    name: found.Name.replace(/^\//, ''),
    image: config.Image,
    imageId: found.Image,
    state: state.Status,
    health: healthStatus.parse((state.Health ?? state.Healthcheck)?.Status),
    exitCode: state.ExitCode ?? 0,
    startedAt: state.StartedAt,
    labels: config.Labels,
    env: environment(config.Env),
    command: [found.Path, ...found.Args],
    entrypoint: config.Entrypoint,
    user: config.User,
    workingDir: config.WorkingDir,
    mounts: mounts(found),
    networks: Object.fromEntries(
      Object.entries(found.NetworkSettings?.Networks ?? {}).map(([name, network]) => [name, network.IPAddress]),
    ),
    networkMode: host.NetworkMode,
    pidMode: host.PidMode,
    volumesFrom: host.VolumesFrom,
    restartPolicy: restartPolicy.parse(host.RestartPolicy?.Name),
    stopSignal: config.StopSignal || 'SIGTERM',
    stopTimeout: config.StopTimeout ?? 10,
    readOnly: host.ReadonlyRootfs ?? false,
  };
}

function environment(lines: string[]): Record<string, string> {
  const pairs = lines.map((line): [string, string] => {
    const at = line.indexOf('=');
    return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}

/** Returns the mounts of a container with those of `--tmpfs`, which are not among Docker's mounts. */
function mounts(found: Inspected): Mount[] {
  const listed = (found.Mounts ?? []).map((mount): Mount => ({
    type: mountType.parse(mount.Type),
    name: mount.Name,
    source: mount.Source,
    destination: mount.Destination,
    writable: mount.RW ?? true,
  }));
  const temporary = Object.entries(found.HostConfig.Tmpfs).map(([destination, options]): Mount => ({
    type: 'tmpfs',
    name: '',
    source: '',
    destination,
    writable: !options.split(',').includes('ro'),
  }));
  return [...listed, ...temporary];
}
