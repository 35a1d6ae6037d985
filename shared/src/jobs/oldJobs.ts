import { access, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type LedgerState, readLedger } from './ledger.ts';
import { ownerState } from '../machine/owner.ts';
import { jobDir, jobsDir, keptForUndo, listJobs } from './store.ts';

/** What is kept of jobs that have ended: the newest ones, and all that are not older than this, in milliseconds. */
const newest = 200;
const longest = 90 * 24 * 3600_000;

/** How many go at once, so that a start is not held up: each start makes one more. */
const most = 100;

/** A folder on its way out. No list of jobs has it: its name is no job's. */
const leaving = '.leaving-';

/**
 * Removes the folders of jobs that began over 90 days ago, and ended as long ago or never did an act that a ledger notes; not of
 * the newest 200, and at most 100 at once. One that runs, was interrupted after such an act, has a change that was neither undone
 * nor dropped, or whose ledger cannot be read, stays, however old it is. A rename takes a folder off the list at once and whole.
 * Never rejects: the first failure ends it and goes to `log`, and what was not removed is removed another time.
 */
export async function dropOldJobs(dataDir: string, now = new Date(), log: (problem: string) => void = () => {}): Promise<void> {
  try {
    await removeLeaving(dataDir);
    const limit = new Date(now.getTime() - longest);
    let left = most;
    for (const job of (await listJobs(dataDir)).slice(newest).toReversed()) {
      if (left === 0) break;
      const began = beganAt(job);
      if (!began || began > limit || !(await isOver(dataDir, job, limit))) continue;
      const gone = join(jobsDir(dataDir), leaving + job);
      await rename(jobDir(dataDir, job), gone);
      await rm(gone, { recursive: true, force: true });
      left -= 1;
    }
  } catch (error) {
    log(String(error));
  }
}

/** Removes what a crash has left of earlier removals. Passes over what cannot be removed. */
async function removeLeaving(dataDir: string): Promise<void> {
  for (const name of await readdir(jobsDir(dataDir))) {
    // One that cannot be removed keeps no other.
    if (name.startsWith(leaving)) await rm(join(jobsDir(dataDir), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Returns when a job began, as its id says, or undefined when its id has no time. */
function beganAt(job: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(job) ?? [];
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/**
 * Resolves with whether a job has ended before that moment for good, or has no act in its ledger and is not known to be alive.
 * False when its ledger cannot be read.
 */
async function isOver(dataDir: string, job: string, limit: Date): Promise<boolean> {
  const dir = jobDir(dataDir, job);
  const path = join(dir, 'ledger.jsonl');
  if (!(await exists(path))) return !(await exists(join(dir, 'journal.jsonl')));
  // A full disk may have kept it from its first entry.
  if ((await stat(path)).size === 0) return true;
  const ledger = await readLedger(dir).catch(() => undefined);
  if (!ledger) return false;
  if (!hasBegun(ledger)) return (await ownerState(ledger.owner.owner, dataDir)) !== 'alive';
  return ledger.ended !== undefined && new Date(ledger.ended.time) < limit && keptForUndo(ledger).length === 0;
}

/**
 * Returns whether a ledger has anything that a recovery would look at, or an end: the first act of each job is noted before it is
 * done, but for throw-away containers.
 */
const hasBegun = ({ lock, quiet, changes, attempt, snapshot, safety, ended }: LedgerState): boolean =>
  ended !== undefined || lock !== undefined || attempt || quiet.length + changes.length > 0 || (snapshot ?? safety) !== undefined;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
