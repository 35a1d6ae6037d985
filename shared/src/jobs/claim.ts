import { randomUUID } from 'node:crypto';
import { link, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { Owner, ownerState } from './owner.ts';

const pattern = /^repair-(\d+)\.json$/;

/**
 * Makes sure that one process alone repairs a job. Each repair leaves a file in the job's folder, with a number above that of
 * the last one, whose owner must be proven dead: a file appears at once and whole, and nothing is ever removed that somebody
 * else may have made anew. Rejects with `locked.repairing`.
 */
export async function claim(jobDir: string, job: string, owner: Owner): Promise<void> {
  const own = join(jobDir, `claim-${randomUUID()}.json`);
  await writeFile(own, JSON.stringify(owner), { mode: 0o600 });
  try {
    for (;;) {
      const last = Math.max(0, ...(await readdir(jobDir)).map((name) => Number(pattern.exec(name)?.[1] ?? 0)));
      if (last > 0 && (await holderState(join(jobDir, `repair-${last}.json`))) !== 'dead') {
        throw new AppError('locked.repairing', { job });
      }
      if (await linked(own, join(jobDir, `repair-${last + 1}.json`))) return;
    }
  } finally {
    await rm(own, { force: true });
  }
}

const holderState = async (path: string): Promise<ReturnType<typeof ownerState>> =>
  ownerState(Owner.parse(JSON.parse(await readFile(path, 'utf8'))));

/** False when somebody else was quicker. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
