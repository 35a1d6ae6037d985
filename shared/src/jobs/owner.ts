import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { type Answer, answerOf } from '../controlSocket.ts';
import type { Namespace, Owner, OwnerSocket, OwnerState } from '../model/owner.ts';
import { controlSocketOf, readFolderId } from './dataFolder.ts';

const tried = (read: () => string): string | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};
const read = (path: string): string | undefined => tried(() => readFileSync(path, 'utf8').trim());

/** Empty where the system has none; a container may have one that came with its image. */
const machineId = (): string => read('/etc/machine-id') ?? read('/var/lib/dbus/machine-id') ?? '';

const machine = (): string => createHash('sha256').update(`${machineId()}\0${hostname()}`).digest('hex').slice(0, 16);

const bootId = (): string | undefined => read('/proc/sys/kernel/random/boot_id');

/** Changes with every boot; where the system does not tell, the boot time to ten seconds stands for it. */
const boot = (): string => bootId() ?? String(Math.round((Date.now() / 1000 - uptime()) / 10));

/** The namespace of every process that runs in no container: the kernel gives it this number. */
const initial = 'pid:[4026531836]';

/** Undefined where the system has no namespaces; empty where ours cannot be read. */
function namespace(): Namespace | undefined {
  if (process.platform !== 'linux') return undefined;
  const [id, self] = ['/proc/self/ns/pid', '/proc/self'].map((path) => tried(() => readlinkSync(path)));
  // A /proc of another namespace than ours knows our pid by another number.
  if (id === undefined || self !== String(process.pid) || bootId() === undefined) return { id: '', start: '' };
  return { id, start: startTime('/proc/1/stat') ?? '' };
}

/** Ticks since the boot; undefined when the process is gone. */
function startTime(path: string): string | undefined {
  const stat = read(path);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie is dead: its exit code was not asked for yet.
  return fields?.[0] === 'Z' ? undefined : fields?.[19];
}

/** When a process started, in whatever unit the system uses; undefined when there is none of that id. */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') return startTime(`/proc/${pid}/stat`);
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** `folder`: where this process works, and its socket there, which must be listening by now. */
export function thisProcess(folder?: Owner['folder']): Owner {
  const own = namespace();
  return {
    machine: machine(),
    machineName: hostname(),
    boot: boot(),
    pid: process.pid,
    processStart: processStart(process.pid) ?? '',
    ...(own && { namespace: own }),
    ...(folder && { folder }),
  };
}

/** What a process knows that judges whether another one is dead. */
export interface Observer {
  machine: string;
  /** The machine has an id, not just a host name. */
  hasMachineId: boolean;
  boot: string;
  namespace: Namespace | undefined;
  /** Of a process that is in the same namespace; `elsewhere` when it is hidden. */
  stateOf(pid: number, start: string): OwnerState;
  folderId(): Promise<string | undefined>;
  answerOf(socket: OwnerSocket): Promise<Answer>;
}

const observer = (dataDir: string): Observer => ({
  machine: machine(),
  hasMachineId: machineId() !== '',
  boot: boot(),
  namespace: namespace(),
  stateOf(pid, start) {
    const found = processStart(pid);
    if (found !== undefined) return found === start ? 'alive' : 'dead';
    return isHidden(pid) ? 'elsewhere' : 'dead';
  },
  folderId: () => readFolderId(dataDir),
  answerOf: (socket) => answerOf(controlSocketOf(dataDir, socket.job), socket),
});

/** A process of another user, where /proc shows each user only their own (`hidepid`). */
function isHidden(pid: number): boolean {
  if (process.platform !== 'linux' || existsSync(`/proc/${pid}`)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Returns `dead` only when that is proven, `elsewhere` when it cannot be known from here. `dataDir`: the reader's own data
 * folder, in which it meets processes of other containers.
 */
export const ownerState = (owner: Omit<Owner, 'machineName'>, dataDir: string): Promise<OwnerState> =>
  judge(owner, observer(dataDir));

/** What `ownerState` concludes from what an observer knows. */
export async function judge(owner: Omit<Owner, 'machineName'>, by: Observer): Promise<OwnerState> {
  const inContainer = by.namespace !== undefined && by.namespace.id !== initial;
  if (!owner.namespace) {
    if (inContainer || owner.machine !== by.machine) return 'elsewhere';
    return owner.boot === by.boot ? by.stateOf(owner.pid, owner.processStart) : 'dead';
  }
  const sameBoot = owner.boot === by.boot;
  if (sameBoot && owner.machine === by.machine && isSame(owner.namespace, by.namespace)) {
    const state = by.stateOf(owner.pid, owner.processStart);
    if (state !== 'elsewhere') return state;
  }
  const sameFolder = owner.folder !== undefined && owner.folder.id === (await by.folderId());
  const answer = sameFolder && owner.folder?.socket ? await by.answerOf(owner.folder.socket) : 'none';
  if (answer === 'accepted') return 'alive';
  if (sameBoot) return answer === 'refused' ? 'dead' : 'elsewhere';
  // A container's machine id may be that of its image, and its host name one that its user chose for all of them.
  const isKnown = by.hasMachineId && !inContainer && owner.namespace.id === initial;
  return owner.machine === by.machine && (isKnown || sameFolder) ? 'dead' : 'elsewhere';
}

/** The initial namespace is there once in each boot, also where the start of its pid 1 is hidden from some users. */
const isSame = (one: Namespace, other: Namespace | undefined): boolean =>
  one.id === other?.id && (one.id === initial || (one.start !== '' && one.start === other.start));
