import { readdirSync, readFileSync } from 'node:fs';
import { setInterval } from 'node:timers/promises';

const interval = 200;

/** Runs the work and looks, five times a second, at the resident memory of all processes that have the variable in their environment. */
export async function peakMemory<T>(variable: string, work: () => Promise<T>): Promise<{ value: T; memory: number }> {
  const done = new AbortController();
  let memory = 0;
  const watching = (async () => {
    try {
      for await (const _ of setInterval(interval, undefined, { signal: done.signal }))
        memory = Math.max(memory, residentMemory(variable));
    } catch (error) {
      if (!done.signal.aborted) throw error;
    }
  })();
  try {
    return { value: await work(), memory };
  } finally {
    done.abort();
    await watching;
  }
}

function residentMemory(variable: string): number {
  let bytes = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(variable)) continue;
      const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
      bytes += Number(kilobytes) * 1024;
    } catch {
      // It has ended since it was listed.
    }
  }
  return bytes;
}
