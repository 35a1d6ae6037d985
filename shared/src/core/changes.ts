import { existsSync, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Change } from '../api/contract.ts';
import type { Context } from '../context.ts';
import type { Host } from '../hosts/host.ts';
import { readEvents } from '../jobs/journal.ts';
import { jobDir, jobsDir } from '../jobs/store.ts';

/** Milliseconds between two of a kind: a stack that starts makes dozens. */
const apart = 250;
/** Milliseconds: a job that has said nothing for so long never began; how often it is looked for. */
const longestStart = 30_000;
const again = 50;

/**
 * Yields that containers of the host changed, also by another program, that the connection to Docker was lost or is back, or that
 * jobs of this machine began or were removed, at most four times a second each. The end of a job is no such change. Begins with the
 * jobs. Returns when aborted. Rejects when Docker does not answer at first, or with what the system says of the folder of jobs.
 */
export async function* changes(host: Host, dataDir: string, ctx: Context): AsyncGenerator<Change> {
  const over = new AbortController();
  const signal = AbortSignal.any([ctx.signal, over.signal]);
  const changed = new Set<Change['what']>();
  let failed: unknown;
  let wake = (): void => {};
  const tell = (what: Change['what']): void => {
    changed.add(what);
    wake();
  };
  const ended = (error?: unknown): void => {
    failed = error;
    over.abort();
  };

  await mkdir(jobsDir(dataDir), { recursive: true, mode: 0o700 });
  signal.addEventListener('abort', () => wake(), { once: true });
  const jobs = watch(jobsDir(dataDir), { signal, persistent: false }, (_, job) => {
    void whenBegun(jobDir(dataDir, job ?? ''), signal).then(() => tell('jobs'));
  });
  jobs.on('error', ended);
  // A list that the caller read before this moment may lack a job.
  changed.add('jobs');
  void watchContainers(host, { ...ctx, signal }, () => tell('containers')).then(() => ended(), ended);
  try {
    while (!signal.aborted) {
      if (changed.size === 0) await new Promise<void>((resolve) => (wake = resolve));
      const told = [...changed];
      changed.clear();
      for (const what of told) yield { what };
      await sleep(apart, undefined, { signal }).catch(() => undefined);
    }
    if (failed !== undefined && !ctx.signal.aborted) throw failed;
  } finally {
    over.abort();
  }
}

/**
 * Resolves when a job has begun, and at the latest after 30 seconds, at an abort, or when its folder is gone: a job's folder is
 * there before the job has said a word, and until then no list has it. Never rejects.
 */
async function whenBegun(dir: string, signal: AbortSignal): Promise<void> {
  const tooLate = Date.now() + longestStart;
  while (!signal.aborted && Date.now() < tooLate && existsSync(dir)) {
    if ((await readEvents(dir).catch(() => [])).length > 0) return;
    await sleep(again, undefined, { signal }).catch(() => undefined);
  }
}

async function watchContainers(host: Host, ctx: Context, tell: () => void): Promise<void> {
  for await (const _ of host.events(ctx, tell)) tell();
}
