import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import * as z from 'zod';

/** A process, such that another one can prove later that it is dead: pids are reused, start times are not. */
export const Owner = z.object({
  machine: z.string(),
  /** For people. */
  machineName: z.string(),
  boot: z.string(),
  pid: z.number().int(),
  processStart: z.string(),
});
export type Owner = z.infer<typeof Owner>;

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
};

const machine = (): string => {
  const known = read('/etc/machine-id') ?? read('/var/lib/dbus/machine-id') ?? '';
  return createHash('sha256').update(`${known}\0${hostname()}`).digest('hex').slice(0, 16);
};

/** Changes with every boot; where the system does not tell, the boot time to ten seconds stands for it. */
const boot = (): string => read('/proc/sys/kernel/random/boot_id') ?? String(Math.round((Date.now() / 1000 - uptime()) / 10));

/** When a process started, in whatever unit the system uses; undefined when there is none of that id. */
export function processStart(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat !== undefined) {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie is dead: nobody has asked for its exit code yet.
    return fields[0] === 'Z' ? undefined : fields[19];
  }
  if (process.platform === 'linux') return undefined;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

export const thisProcess = (): Owner => ({
  machine: machine(),
  machineName: hostname(),
  boot: boot(),
  pid: process.pid,
  processStart: processStart(process.pid) ?? '',
});

/**
 * `dead` only when that is proven: same machine, and either another boot or no such process. An owner on another machine
 * is `elsewhere`: nobody here can tell.
 */
export function ownerState(owner: Omit<Owner, 'machineName'>): 'alive' | 'dead' | 'elsewhere' {
  if (owner.machine !== machine()) return 'elsewhere';
  if (owner.boot !== boot()) return 'dead';
  return processStart(owner.pid) === owner.processStart ? 'alive' : 'dead';
}
