import type { Duplex, Readable } from 'node:stream';
import type { SecretRef } from '../model/repository.ts';
import type { Context } from '../context.ts';
import type { Container } from './container.ts';

/** What a Docker Engine says of itself. */
export interface HostInfo {
  /** Stable id of Docker. */
  id: string;
  engine: 'docker' | 'docker-desktop' | 'podman';
  version: string;
  apiVersion: string;
  /** Name of the machine that it runs on. */
  machine: string;
  cpus: number;
  rootless: boolean;
  /** Where it keeps its data, on that machine; empty when it does not say. */
  root: string;
}

/** Secrets travel in `env`, never in `argv`: Docker logs command lines. */
export interface ExecIO {
  /**
   * Ended, it half-closes the process' standard input. When it fails, or everything is aborted, the process is killed before
   * it can see an end. Only when we ourselves or the connection die does half an input look like a whole one to it: what
   * must not be half done needs its own end in the data.
   */
  stdin?: Readable;
  env?: Record<string, string>;
  /** `uid`, `uid:gid` or a name; the container's own user when absent. */
  user?: string;
  workingDir?: string;
  /** Gets every chunk of standard error, as it comes. The last 8 KiB also go into the error when the tool fails. */
  onStderr?: (chunk: Buffer) => void;
}

/** A throw-away container. It is labelled with the job, never restarts by itself and is removed whatever happens. */
export interface RunSpec {
  /** Image id, or the id of a container whose image is to be used. */
  image: string;
  /** Take all mounts of this container. */
  volumesFrom?: string;
  volumesReadOnly?: boolean;
  /** `none` when absent; `{ container }` shares that container's network. */
  network?: 'none' | { container: string };
  /** Shares the process namespace of this container. */
  pid?: { container: string };
  /** Volumes of Docker by name, and where to mount them. */
  volumes?: { name: string; destination: string; readOnly?: boolean }[];
  /** Files of the host, always read-only. */
  binds?: { source: string; destination: string }[];
  tmpfs?: string[];
  entrypoint?: string[];
  memoryBytes?: number;
  cpus?: number;
  /** Other labels than our own. */
  labels?: Record<string, string>;
  name?: string;
}

/** A container that was made by {@link Host.create}; leaving the scope removes it with its anonymous volumes. */
export interface Helper extends AsyncDisposable {
  readonly id: string;
}

export interface PathStat {
  name: string;
  bytes: number;
  mode: number;
  directory: boolean;
}

/** An image on the host. */
export interface Image {
  id: string;
  /** `postgres:17`. */
  references: string[];
  /** `postgres@sha256:…`. */
  digests: string[];
  created: Date;
}

/** What {@link Host.events} tells of containers; health checks are filtered at the source. */
export interface ContainerEvent {
  action: 'create' | 'start' | 'die' | 'pause' | 'unpause' | 'destroy' | 'rename';
  container: string;
  time: number;
}

/**
 * A Docker Engine that we can reach; the only door to Docker. Containers are named by id. Every method rejects with an
 * {@link AppError}: `host-unreachable` when the connection fails or is cut, `not-found`, `denied`, `conflict`, `tool-failed`
 * for any other refusal or an answer that cannot be read, and `timeout.engine` when Docker is silent for a minute about itself,
 * a container, images or locks. Some acts and streams ask for that first; they themselves, and `stat`, take as long as it
 * takes. Any call may have to connect first, and then rejects for a certificate or the ssh program as well: `usage`,
 * `tool-missing.ssh`, `timeout.ssh-*`, `timeout.engine`, `storage-failed.io`, `unsupported.ssh-windows`.
 */
export interface Host extends AsyncDisposable {
  /** Name in the configuration: `local`, a Docker context's. */
  readonly name: string;
  /** How a job's own process reaches the same Docker; holds no secrets. */
  readonly address: HostAddress;
  /** Resolves with what Docker says of itself, asked anew by each call. */
  info(ctx: Context): Promise<HostInfo>;
  /**
   * Resolves with all containers by name, stopped ones too, except our own helpers and locks; empty when there are none. One
   * that Docker says nothing about for 8 seconds comes as it was last known, else with what Docker's list tells of it: all but
   * the state, which is the present one, may be old or empty then.
   */
  containers(ctx: Context): Promise<Container[]>;
  /** Resolves with a container as it is now. Rejects with `not-found.container` when it is gone. */
  container(id: string, ctx: Context): Promise<Container>;

  /**
   * Returns the standard output of a command in a running container, which ends only when that exits with 0. Otherwise it
   * errors with `tool-failed` (`tool-missing` for 126 and 127), `host-unreachable` when the connection is cut,
   * `not-found.container`, `conflict.container-state` where the container does not run or is paused, or the input's own error
   * (`corrupt.input` without one). Where the container has no shell, a cut that looks like an end goes unnoticed when the
   * command then exits with 0. Aborting or destroying the stream kills the command and its children in the container; when that
   * fails, it is only logged. Back-pressure reaches the command.
   */
  exec(container: string, argv: string[], ctx: Context, io?: ExecIO): Readable;
  /**
   * Returns the standard output of a command in a throw-away container, which is removed before the stream ends. Errors as
   * {@link exec} does, and with `not-found.image-on-engine` as {@link create} does. `env`, `user` as for exec.
   */
  run(spec: RunSpec, argv: string[], ctx: Context, io?: ExecIO): Readable;
  /**
   * Resolves with a throw-away container that is only created: its mounts can be read and written by archive and extract. Rejects
   * with `not-found.image-on-engine` when its image, or a container that gives the image or mounts, is not on the host.
   */
  create(spec: RunSpec, argv: string[], ctx: Context, io?: Pick<ExecIO, 'env' | 'user' | 'workingDir'>): Promise<Helper>;
  /**
   * Resolves with a duplex stream to a TCP port inside the container, with no published port. Rejects with
   * `host-unreachable.port` when no way there is accepted, with `not-found.container` when the container is gone, and with
   * `conflict.container-state` when it does not run or is paused.
   */
  dial(container: string, port: number, ctx: Context): Promise<Duplex>;

  /**
   * Resolves with whether a file of this machine can be mounted into a container of that image (id, or id of a container): Docker
   * runs here, and sees the same files under the same paths. False as well when Docker has no such image or refuses.
   */
  mountable(image: string, path: string, ctx: Context): Promise<boolean>;

  /**
   * Returns the content of one regular file. Errors with `not-found.path`, `not-found.container`, `unsupported.not-a-file`, and
   * with `corrupt` or `host-unreachable` when the file shrinks meanwhile. One that grows errors in the same way, or gives what it
   * was when it was opened. Until the stream has ended, Docker answers nothing else about this container: read large files
   * through a helper with its volumes.
   */
  readFile(container: string, path: string, ctx: Context): Readable;
  /**
   * Resolves with what a path leads to, links followed; undefined when nothing is there, or after 40 links. `mode` has the nine
   * bits of the permissions alone. Rejects with `not-found.container`.
   */
  stat(container: string, path: string, ctx: Context): Promise<PathStat | undefined>;
  /**
   * Returns a tar of the path, also of a container that never ran; a link there is packed, not followed. Errors with
   * `not-found.path` or `not-found.container`. What Docker cannot read, or what shrinks meanwhile, may make a short tar and no
   * error. Like readFile, it keeps the container busy.
   */
  archive(container: string, path: string, ctx: Context): Readable;
  /**
   * Unpacks a tar below an existing directory, with the owners and modes in the tar. Rejects with `not-found.path` when there is
   * none, with `not-found.container`, and with the tar's own error; the tar is destroyed then.
   */
  extract(container: string, path: string, tar: Readable, ctx: Context): Promise<void>;

  /**
   * Starts a container. Already started is fine. This and the next three are done or not done when they settle, also when they
   * were aborted meanwhile: Docker's answer is waited for, as long as it takes, after an abort a minute at most. They reject
   * with `not-found.container` or `conflict.container-state`; after that minute with `timeout.deadline`. After this and after
   * `host-unreachable` it is unknown whether they are done. The next three ask for the container first, and reject with
   * `timeout.engine` when Docker says nothing about it for a minute.
   */
  start(container: string, ctx: Context): Promise<void>;
  /**
   * Stops a container, and waits for its own stop timeout, after which Docker kills it. Already stopped is fine. Settles as
   * {@link start} does; after an abort the minute comes on top of the stop timeout.
   */
  stop(container: string, ctx: Context): Promise<void>;
  /** Pauses a container. Already paused is fine. Settles as {@link start} does. */
  pause(container: string, ctx: Context): Promise<void>;
  /** Lets a paused container go on. Not paused is fine. Settles as {@link start} does. */
  unpause(container: string, ctx: Context): Promise<void>;

  /** Makes a volume that is labelled with the job. One of that name that exists is left as it is, labels and all. */
  createVolume(name: string, ctx: Context): Promise<void>;
  /** Removes a volume. Absent is fine. Rejects with `conflict.engine` when a container has it. */
  removeVolume(name: string, ctx: Context): Promise<void>;

  /** Resolves with the images that are on the host; none is ever pulled. */
  images(ctx: Context): Promise<Image[]>;

  /**
   * Removes the job's throw-away containers and volumes, and kills every process that it started by exec in these containers: only
   * where it worked, never elsewhere on the host. Those that do not run, or are paused, are passed over. Goes on past what
   * cannot be removed or killed, and rejects with the first such failure at the end; at once when Docker does not list what
   * there is.
   */
  sweep(job: string, containers: string[], ctx: Context): Promise<void>;

  /**
   * Creates the named lock with these labels, and resolves with it. Rejects with `locked.held` when it exists: with the holder's
   * job, machine and time. Rejects with `not-found.image-on-engine` when the image is not on the host.
   */
  lock(name: string, image: string, labels: Record<string, string>, ctx: Context): Promise<HostLock>;
  /** Resolves with all locks on this host, with their labels; empty when there are none. */
  locks(ctx: Context): Promise<HeldLock[]>;
  /**
   * Removes the lock only if it still is the one with this id: compare-and-remove. Resolves also when it is absent, or is being
   * removed.
   */
  unlock(lock: HostLock, ctx: Context): Promise<void>;

  /**
   * Yields what happens to containers, `time` in milliseconds since 1970; ends when the context is aborted. Throws only when
   * the first connection fails: later it reconnects, resumes after the last event, if there was one, and says when it is cut off
   * and back again. Docker remembers few events (256), and none from before its own restart: list the containers anew after
   * `back`.
   */
  events(ctx: Context, connection?: (state: 'lost' | 'back') => void): AsyncIterable<ContainerEvent>;
}

/** A created, never started container of a fixed name: creation is atomic in Docker, for all clients. */
export interface HostLock {
  name: string;
  id: string;
}
export interface HeldLock extends HostLock {
  labels: Record<string, string>;
}

/** How to connect. No secrets: certificates and keys are named by path, passphrases and passwords by reference. */
export type HostAddress =
  | { type: 'socket'; path: string }
  | { type: 'tcp'; host: string; port: number; tls?: { ca?: string; cert?: string; key?: string; verify: boolean } }
  | SshAddress;

export interface SshAddress {
  type: 'ssh';
  /** A name or address, or an alias of the user's ssh configuration. */
  host: string;
  port?: number;
  user?: string;
  /** Docker's socket on that machine; found when absent. */
  path?: string;
  /** Path of a private key. */
  identity?: string;
  passphrase?: SecretRef;
  password?: SecretRef;
  /** Path of an ssh configuration to use instead of the user's own. */
  config?: string;
}
