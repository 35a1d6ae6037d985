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
 * Resolves when this process alone may repair the job. Rejects with `locked.repairing` while another repair runs, with
 * `locked.elsewhere` when that cannot be known, or with what the system says. Each repair leaves a file in the job's folder,
 * numbered above the last one, whose owner must be dead or named by the user. A file appears at once and whole, and none is
 * ever removed.
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

/** Returns the owner that a file names, or undefined when the file is damaged. */
function ownerIn(text: string): Owner | undefined {
  try {
    return Owner.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Resolves with whether the file got this name: false when another process was quicker. Rejects with what else the system says. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
