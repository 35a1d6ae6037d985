import { readdirSync, readFileSync } from 'node:fs';
import { setInterval } from 'node:timers/promises';

const interval = 200;
/** Ticks of the kernel in a second, on all Linux that Node.js runs on. */
const ticksPerSecond = 100;

export interface Watched<T> {
  value: T;
  /** Largest sum of resident memory, in bytes. */
  memory: number;
  /** Processor time, in seconds, as it was when each process was last seen. */
  cpu: number;
}

/** Runs the work and looks, five times a second, at all processes that have the variable in their environment. */
export async function watched<T>(variable: string, work: () => Promise<T>): Promise<Watched<T>> {
  const done = new AbortController();
  let memory = 0;
  const ticks = new Map<string, number>();
  const look = (): void => {
    let resident = 0;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(variable)) continue;
        resident += residentMemory(pid);
        ticks.set(pid, spentTicks(pid));
      } catch {
        // It has ended since it was listed.
      }
    }
    memory = Math.max(memory, resident);
  };
  const watching = (async () => {
    try {
      for await (const _ of setInterval(interval, undefined, { signal: done.signal })) look();
    } catch (error) {
      if (!done.signal.aborted) throw error;
    }
  })();
  try {
    const value = await work();
    const all = [...ticks.values()].reduce((sum, each) => sum + each, 0);
    return { value, memory, cpu: all / ticksPerSecond };
  } finally {
    done.abort();
    await watching;
  }
}

function residentMemory(pid: string): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Number(kilobytes) * 1024;
}

/** Of a process itself, in user and kernel mode. Its name may hold spaces and parentheses. */
function spentTicks(pid: string): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
