import * as z from 'zod';
import type { Container } from './container.ts';

const record = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

/** The part of Docker's list of containers that we read. */
export const Listed = z.object({
  Id: z.string(),
  Names: z.array(z.string()).nullish(),
  Image: z.string(),
  ImageID: z.string().default(''),
  State: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']).catch('dead'),
  Labels: record,
  HostConfig: z.object({ NetworkMode: z.string().default('') }).nullish(),
  NetworkSettings: z
    .object({ Networks: z.record(z.string(), z.object({ IPAddress: z.string().default('') })).nullish() })
    .nullish(),
});

/**
 * Returns what the list alone tells of a container: id, name (the id where it has none), image, state, labels, networks and their
 * mode. All else is unknown: empty (also `env`, `command` and `mounts`), `none`, 0, false, and `no` as restart policy.
 */
export function fromList(entry: z.infer<typeof Listed>): Container {
  const networks = Object.entries(entry.NetworkSettings?.Networks ?? {});
  return {
    id: entry.Id,
    name: (entry.Names?.[0] ?? entry.Id).replace(/^\//, ''),
    image: entry.Image,
    imageId: entry.ImageID,
    state: entry.State,
    health: 'none',
    exitCode: 0,
    startedAt: '',
    labels: entry.Labels,
    env: {},
    command: [],
    entrypoint: [],
    user: '',
    workingDir: '',
    mounts: [],
    networks: Object.fromEntries(networks.map(([name, { IPAddress }]) => [name, IPAddress])),
    networkMode: entry.HostConfig?.NetworkMode ?? '',
    pidMode: '',
    volumesFrom: [],
    restartPolicy: 'no',
    stopSignal: '',
    stopTimeout: 0,
    readOnly: false,
  };
}
