import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Answer, answerOf } from './controlSocket.ts';
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

/** Returns the machine's id; empty where the system has none. A container may have one that came with its image. */
const machineId = (): string => read('/etc/machine-id') ?? read('/var/lib/dbus/machine-id') ?? '';

const machine = (): string => createHash('sha256').update(`${machineId()}\0${hostname()}`).digest('hex').slice(0, 16);

const bootId = (): string | undefined => read('/proc/sys/kernel/random/boot_id');

/**
 * Returns an id that changes with every boot; empty where it cannot be read: a boot time by the clock would change with the clock.
 */
function boot(): string {
  if (process.platform === 'linux') return bootId() ?? '';
  return tried(() => execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim()) ?? '';
}

/** The namespace of every process that runs in no container: the kernel gives it this number. */
const initial = 'pid:[4026531836]';

/** Returns our namespace of pids: undefined where the system has none, its id empty where it cannot be read. */
function namespace(): Namespace | undefined {
  if (process.platform !== 'linux') return undefined;
  const [id, self] = ['/proc/self/ns/pid', '/proc/self'].map((path) => tried(() => readlinkSync(path)));
  // A /proc of another namespace than ours knows our pid by another number.
  if (id === undefined || self !== String(process.pid) || bootId() === undefined) return { id: '', start: '' };
  return { id, start: startTime('/proc/1/stat') ?? '' };
}

/**
 * Returns when a process started, in ticks since the boot; undefined when it cannot be read, empty of a zombie, which is dead: its
 * exit code was not asked for yet.
 */
function startTime(path: string): string | undefined {
  const stat = read(path);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' ? '' : fields?.[19];
}

/**
 * Returns when a process started, in whatever unit the system uses: undefined when there is no such process or it cannot be read,
 * on Linux empty of a zombie. Never throws.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') return startTime(`/proc/${pid}/stat`);
  // The text depends on language and time zone.
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  return tried(() => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env }).trim()) || undefined;
}

/** Returns whether the system says that there is no process of that id; false for one that cannot be looked at. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Returns this process as an owner; what cannot be read of it is empty. Never throws. `folder`: where it works, and its socket
 * there, which must be listening by now.
 */
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
  /**
   * Returns `alive` or `dead` of a process that is in the same namespace, `elsewhere` when it is there and either start is
   * unknown: the one that is given, or the one of now.
   */
  stateOf(pid: number, start: string): OwnerState;
  /** Resolves with the id of the observer's own data folder, as {@link readFolderId} does. */
  folderId(): Promise<string | undefined>;
  /**
   * Resolves with what became of a connection to an owner's socket in that folder. `anyDevice`: the number of a disk changes with a
   * boot; the inode of a file on it does not.
   */
  answerOf(socket: OwnerSocket, options?: { anyDevice: boolean }): Promise<Answer>;
}

const observer = (dataDir: string): Observer => ({
  machine: machine(),
  hasMachineId: machineId() !== '',
  boot: boot(),
  namespace: namespace(),
  stateOf(pid, start) {
    const found = processStart(pid);
    // A process that could not read its own start has left none.
    if (found !== undefined && start !== '') return found === start ? 'alive' : 'dead';
    return isGone(pid) ? 'dead' : 'elsewhere';
  },
  folderId: () => readFolderId(dataDir),
  answerOf: (socket, options) => answerOf(controlSocketOf(dataDir, socket.job), socket, options),
});

/**
 * Resolves with `dead` only when that is proven, with `elsewhere` when it cannot be known from here; never rejects. `dataDir`: the
 * reader's own data folder, in which it meets processes of other containers.
 */
export const ownerState = (owner: Omit<Owner, 'machineName'>, dataDir: string): Promise<OwnerState> =>
  judge(owner, observer(dataDir));

/** Resolves with what {@link ownerState} concludes from what an observer knows. */
export async function judge(owner: Omit<Owner, 'machineName'>, by: Observer): Promise<OwnerState> {
  const inContainer = by.namespace !== undefined && by.namespace.id !== initial;
  const [sameMachine, isBootKnown] = [owner.machine === by.machine, owner.boot !== '' && by.boot !== ''];
  const sameBoot = isBootKnown && owner.boot === by.boot;
  if (!owner.namespace) {
    if (inContainer || !sameMachine) return 'elsewhere';
    return sameBoot || !isBootKnown ? by.stateOf(owner.pid, owner.processStart) : 'dead';
  }
  if (sameBoot && sameMachine && isSame(owner.namespace, by.namespace)) {
    const state = by.stateOf(owner.pid, owner.processStart);
    if (state !== 'elsewhere') return state;
  }
  const sameFolder = owner.folder !== undefined && owner.folder.id === (await by.folderId());
  const answer = sameFolder && owner.folder?.socket ? await by.answerOf(owner.folder.socket, { anyDevice: !sameBoot }) : 'none';
  if (answer === 'accepted') return 'alive';
  if (sameBoot) return answer === 'refused' ? 'dead' : 'elsewhere';
  if (!isBootKnown || !sameMachine) return 'elsewhere';
  // A container's machine id may be that of its image, and its host name one that its user chose for all of them. The folder's
  // id comes along with a copy of the folder; the inode of the socket does not.
  const isKnown = by.hasMachineId && !inContainer && owner.namespace.id === initial;
  return isKnown || answer === 'refused' ? 'dead' : 'elsewhere';
}

/**
 * Returns whether two namespaces are one. The initial one is there once in each boot, also where the start of its pid 1 is hidden
 * from some users.
 */
const isSame = (one: Namespace, other: Namespace | undefined): boolean =>
  one.id === other?.id && (one.id === initial || (one.start !== '' && one.start === other.start));
