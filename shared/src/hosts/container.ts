/** A mount as the container sees it. */
export interface Mount {
  type: 'bind' | 'volume' | 'tmpfs' | 'other';
  /** Name of the volume; empty for others. Anonymous volumes have 64 hex digits. */
  name: string;
  /** Path on the host, never on ours. */
  source: string;
  destination: string;
  writable: boolean;
}

/** A container as it is now. `env` and `command` may hold secrets: this never leaves the core's process. */
export interface Container {
  id: string;
  name: string;
  /** The reference it was created from, and the id of the image that it really runs. */
  image: string;
  imageId: string;
  state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  health: 'none' | 'starting' | 'healthy' | 'unhealthy';
  exitCode: number;
  startedAt: string;
  labels: Record<string, string>;
  env: Record<string, string>;
  /** Entrypoint and command together, as they are executed. */
  command: string[];
  entrypoint: string[];
  user: string;
  workingDir: string;
  mounts: Mount[];
  /** Names of the networks it is attached to, with its address in each. */
  networks: Record<string, string>;
  /** `bridge`, `none`, `host`, `container:<id>`, or a network's name. */
  networkMode: string;
  pidMode: string;
  /** Containers whose mounts it takes, by id or name, with `:ro` where it may only read. */
  volumesFrom: string[];
  restartPolicy: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  stopSignal: string;
  /** Seconds that `stop` waits before it kills. */
  stopTimeout: number;
  /** Read-only root file system. */
  readOnly: boolean;
}
