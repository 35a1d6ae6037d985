import { randomUUID } from 'node:crypto';
import { link, open, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { Owner } from '../model/owner.ts';
import { ownerState } from '../machine/owner.ts';

/** By this name a repair is taken over of which nothing can be read. */
const unknownMachine = 'unknown';

const pattern = /^repair-(\d+)\.json$/;

/** The repair that wants to begin. */
interface Claimant {
  job: string;
  owner: Owner;
  dataDir: string;
  /** The user knows processes of this machine to be dead. */
  named: string | undefined;
}

/**
 * Makes sure that one process alone repairs a job. Each repair leaves a file in the job's folder, with a number above that of
 * the last one, whose owner must be proven dead, or be one that the user has named: a file appears at once and whole, and none
 * is ever removed. Rejects with `locked.repairing`, or with `locked.elsewhere` when it cannot be known.
 */
export async function claimRepair(jobDir: string, by: Claimant): Promise<void> {
  const own = join(jobDir, `claim-${randomUUID()}.json`);
  try {
    {
      await using file = await open(own, 'wx', 0o600);
      await file.writeFile(JSON.stringify(by.owner));
      await file.sync();
    }
    for (;;) {
      const last = Math.max(0, ...(await readdir(jobDir)).map((name) => Number(pattern.exec(name)?.[1] ?? 0)));
      if (last > 0) await assertGone(join(jobDir, `repair-${last}.json`), by);
      if (await linked(own, join(jobDir, `repair-${last + 1}.json`))) return;
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function assertGone(path: string, { job, dataDir, named }: Claimant): Promise<void> {
  const holder = ownerIn(await readFile(path, 'utf8'));
  const state = holder ? await ownerState(holder, dataDir) : 'elsewhere';
  if (state === 'alive') throw new AppError('locked.repairing', { job });
  const machine = holder?.machineName ?? unknownMachine;
  if (state === 'elsewhere' && named !== machine) throw new AppError('locked.elsewhere', { job, machine });
}

/** Returns undefined when the file is damaged. */
function ownerIn(text: string): Owner | undefined {
  try {
    return Owner.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Returns false when another process was quicker. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
