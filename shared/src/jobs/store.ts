import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../errors.ts';
import type { HostAddress } from '../hosts/host.ts';
import type { JobState, JobSummary } from '../model/job.ts';
import type { OwnerState } from '../model/owner.ts';
import { Plan } from '../model/plan.ts';
import { RepositoryConfig } from '../model/repository.ts';
import { message } from '../text/message.ts';
import { replaceFile } from '../machine/replaceFile.ts';
import { fileError } from '../storage/failure.ts';
import { syncFolder } from '../storage/syncFolder.ts';
import { jobDir, jobsDir } from '../machine/dataFolder.ts';
import { type LedgerState, readLedger } from './ledger.ts';
import { readEvents } from './journal.ts';
import { ownerState } from '../machine/owner.ts';
import { spawnDetached } from './process.ts';

const Reachable = z.object({ name: z.string(), address: z.custom<HostAddress>() });

/** What a job's own process needs beyond its plan. No secrets: they are references in the configuration. */
export const JobFile = z.object({
  version: z.literal(1),
  writer: z.string(),
  job: z.string(),
  dataDir: z.string(),
  host: Reachable,
  /** Where a copy is read from, when that is another host. */
  source: Reachable.optional(),
  /** Name in the configuration, and how to open it. */
  repository: z.object({ name: z.string(), config: RepositoryConfig }),
});
export type JobFile = z.infer<typeof JobFile>;

export { jobDir, jobsDir };
const plansDir = (dataDir: string): string => join(dataDir, 'plans');

const validId = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Returns the id of a new job: its time in UTC, by which ids sort, and a random end that keeps two of one second apart. */
function newId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}

/** Returns a new random id of 16 hex digits. */
export const newPlanId = (): string => randomBytes(8).toString('hex');

/**
 * Writes a plan for {@link loadPlan}, and removes those that have expired. Rejects with `no-space`, `denied` or `storage-failed`.
 */
export async function savePlan(dataDir: string, plan: Plan): Promise<void> {
  await onDisk(dataDir, async () => {
    await mkdir(plansDir(dataDir), { recursive: true, mode: 0o700 });
    await dropExpired(dataDir);
    await replaceFile(join(plansDir(dataDir), `${plan.id}.json`), JSON.stringify(plan));
  });
}

/**
 * Resolves with what `work` does. A full or a read-only disk becomes an error in words: rejects with `no-space`, `denied` or
 * `storage-failed`.
 */
async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Milliseconds after which a plan that cannot be read has expired for certain: it may be half written, or of a newer version. */
const longestLife = 24 * 3600_000;

async function dropExpired(dataDir: string): Promise<void> {
  for (const name of await readdir(plansDir(dataDir))) {
    const file = join(plansDir(dataDir), name);
    const plan = await readPlan(file).catch(() => undefined);
    // Another process may have run or removed it meanwhile.
    const written = plan ? undefined : await stat(file).catch(() => undefined);
    const expires = plan ? new Date(plan.expiresAt).getTime() : written && written.mtimeMs + longestLife;
    if (expires !== undefined && expires < Date.now()) await rm(file, { force: true });
  }
}

/** Resolves with a plan that was saved and not run yet. Rejects with `not-found.plan` when it is gone, expired or unreadable. */
export async function loadPlan(dataDir: string, id: string): Promise<Plan> {
  if (!validId.test(id)) throw new AppError('not-found.plan', { plan: id });
  const plan = await readPlan(join(plansDir(dataDir), `${id}.json`)).catch((cause: unknown) => {
    throw new AppError('not-found.plan', { plan: id }, { cause });
  });
  if (new Date(plan.expiresAt) < new Date()) throw new AppError('not-found.plan', { plan: id });
  return plan;
}

const readPlan = async (path: string): Promise<Plan> => Plan.parse(JSON.parse(await readFile(path, 'utf8')));

/**
 * Starts the plan in a process of its own and resolves with the job's id once it runs. The plan's file becomes the job's by a
 * rename: it is used once. Secrets go to its standard input, and are in memory alone. Rejects with `not-found.plan` when the
 * plan is gone or run, or its file cannot be moved, as {@link savePlan} does, with `tool-failed.job-process` when the process
 * ends at once, or with what the system says of the job's log and journal. The plan is used up also where it rejects after the
 * rename.
 */
export async function startJob(
  plan: Plan,
  file: Omit<JobFile, 'job' | 'version'>,
  secrets: Record<string, string>,
): Promise<string> {
  const job = newId(new Date());
  const dir = jobDir(file.dataDir, job);
  const content: JobFile = { version: 1, ...file, job };
  // Its description first: a reader of the folder of a start that was cut off must know what it is.
  try {
    await onDisk(dir, async () => {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await replaceFile(join(dir, 'job.json'), JSON.stringify(content));
    });
    await rename(join(plansDir(file.dataDir), `${plan.id}.json`), join(dir, 'plan.json'));
    // A ledger without the two files could not be read after a power failure.
    for (const folder of [dir, jobsDir(file.dataDir)]) await syncFolder(folder);
  } catch (cause) {
    await rm(dir, { recursive: true, force: true });
    if (AppError.is(cause)) throw cause;
    throw new AppError('not-found.plan', { plan: plan.id }, { cause });
  }
  await using log = await open(join(dir, 'job.log'), 'a', 0o600);
  const child = spawnDetached(['job', dir], ['pipe', log.fd, log.fd]);
  // One that has ended already says so by its exit.
  child.stdin?.on('error', () => undefined).end(JSON.stringify(secrets));
  let exited = false;
  child.once('exit', () => (exited = true));
  child.once('error', () => (exited = true));
  for (;;) {
    if ((await readEvents(dir)).length > 0) return job;
    if (exited) {
      const detail = (await readFile(join(dir, 'job.log'), 'utf8')).slice(-4000);
      throw new AppError('tool-failed.job-process', { job }, { detail });
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/**
 * Resolves with the description and the plan in a job's folder. Rejects with no error of ours: with a `ZodError` when another
 * version wrote them, else with what the system or `JSON.parse` says.
 */
export async function readJobFile(dir: string): Promise<{ file: JobFile; plan: Plan }> {
  const file = JobFile.parse(JSON.parse(await readFile(join(dir, 'job.json'), 'utf8')));
  return { file, plan: await readPlan(join(dir, 'plan.json')) };
}

/** Resolves with the job's files as they are, for its lock on the host. Rejects with what the system says. */
export async function readJobTexts(dir: string): Promise<{ job: string; plan: string }> {
  const [job, plan] = await Promise.all(['job.json', 'plan.json'].map((name) => readFile(join(dir, name), 'utf8')));
  return { job: job ?? '', plan: plan ?? '' };
}

/**
 * Takes over a job that another client began, and resolves with its folder: from now on it is known here, with its ledger, as if it
 * had begun here. `host` is the one that we found it on, under our own name for it. Rejects with `incompatible.job` when another
 * version began it, with `corrupt.ledger` when its id is none, or with what the system says.
 */
export async function adoptJob(
  dataDir: string,
  record: { job: string; plan: string; ledger: string[] },
  host: JobFile['host'],
): Promise<string> {
  const { theirs, plan } = readRecord(record, host.name);
  if (!validId.test(theirs.job)) throw new AppError('corrupt.ledger', { path: theirs.job });
  const dir = jobDir(dataDir, theirs.job);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const file: JobFile = { ...theirs, dataDir, host };
  await writeFile(join(dir, 'plan.json'), JSON.stringify(plan), { mode: 0o600 });
  // The lock may lack what the ledger got last: a disk of Docker that was full takes nothing.
  const known = await readLines(join(dir, 'ledger.jsonl'));
  const ledger = known.length > record.ledger.length ? known : record.ledger;
  await writeFile(join(dir, 'ledger.jsonl'), ledger.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  // Last: only with this file it is a job.
  await writeFile(join(dir, 'job.json'), JSON.stringify(file), { mode: 0o600 });
  return dir;
}

function readRecord({ job, plan }: { job: string; plan: string }, host: string): { theirs: JobFile; plan: Plan } {
  try {
    return { theirs: JobFile.parse(JSON.parse(job)), plan: { ...Plan.parse(JSON.parse(plan)), host } };
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const { job: id } = z.looseObject({ job: z.string().catch('') }).parse(JSON.parse(job));
    throw new AppError('incompatible.job', { job: id }, { cause });
  }
}

/** Resolves with the whole lines of a file. Empty where there is no such file. */
async function readLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').slice(0, -1);
}

/**
 * Resolves with the ids of all jobs, newest first, and of starts that were cut off. Empty where there is no folder of jobs. Rejects
 * with what the system says.
 */
export async function listJobs(dataDir: string): Promise<string[]> {
  const names = await readdir(jobsDir(dataDir)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => validId.test(name))
    .toSorted()
    .toReversed();
}

/**
 * Yields everything known of all jobs that began, newest first. Jobs of another version, or whose ledger cannot be used, are
 * given to `warn` and skipped. Skipped without a word are starts that were cut off, and jobs whose description is torn or
 * cannot be read. Rejects with what the system says of the folder of jobs, a ledger or a journal.
 */
export async function* readJobs(dataDir: string, warn: (error: AppError) => void = () => {}): AsyncGenerator<KnownJob> {
  for (const id of await listJobs(dataDir)) {
    try {
      const known = await readJob(dataDir, id);
      if (known) yield known;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      // A start that was cut off before there was anything to start.
      if (error.code !== 'not-found') warn(error);
    }
  }
}

export interface KnownJob {
  summary: JobSummary;
  ledger: LedgerState;
  plan: Plan;
  /** Name of the machine of a job that did not end, when it cannot be known from here whether the job still runs. */
  elsewhere?: string;
}

/**
 * Resolves with everything known of a job, or undefined when it never began. Rejects with `not-found.job` when there is none of
 * that id, and also when its description is torn or cannot be read, with `incompatible.job` when another version has written
 * it, and as {@link readLedger} does.
 */
export async function readJob(dataDir: string, job: string): Promise<KnownJob | undefined> {
  if (!validId.test(job)) throw new AppError('not-found.job', { job });
  const dir = jobDir(dataDir, job);
  const read = await readJobFile(dir).catch((cause: unknown) => {
    // What is whole and has another shape was written by another version. What is torn is found by the lock of its stack.
    if (cause instanceof z.ZodError) throw new AppError('incompatible.job', { job }, { cause });
    throw new AppError('not-found.job', { job }, { cause });
  });
  const events = await readEvents(dir);
  // The ledger is on the disk with each entry, and the journal is not: a power failure may have left the ledger alone.
  if (events.length === 0 && (await readLines(join(dir, 'ledger.jsonl'))).length === 0) return undefined;
  let ledger = await readLedger(dir);
  const ended = events.findLast((event) => event.type === 'ended');
  const owner = ledger.ended ? undefined : await ownerState(ledger.owner.owner, dataDir);
  // It may have come to its end since its ledger was read.
  if (owner === 'dead') ledger = await readLedger(dir);
  const state = stateOf(ledger, owner, ended?.type === 'ended' ? ended.outcome : undefined);
  const kept = undoable(read.plan, ledger);
  const until = ledger.ended?.undoUntil;
  const error = ended?.type === 'ended' ? ended.error : undefined;
  const { plan } = read;
  return {
    plan,
    ledger,
    ...(owner === 'elsewhere' && { elsewhere: ledger.owner.owner.machineName }),
    summary: {
      id: job,
      operation: plan.operation,
      title: plan.title,
      host: plan.host,
      ...(plan.stack && { stack: plan.stack.name }),
      ...((ledger.snapshot ?? plan.snapshot) && { snapshot: ledger.snapshot ?? plan.snapshot }),
      state,
      startedAt: ledger.startedAt,
      ...(ledger.ended && { endedAt: ledger.ended.time }),
      ...(error && { error }),
      ...(state === 'interrupted' && {
        error: {
          code: 'recovery-needed',
          message: message('recovery-needed.interrupted', { job }),
          hint: message('hint.recover', {}),
        },
      }),
      ...(kept.length > 0 && until !== undefined && { undo: { until, services: kept.map((change) => change.service) } }),
    },
  };
}

function stateOf(
  { ended }: LedgerState,
  owner: OwnerState | undefined,
  outcome: 'succeeded' | 'failed' | 'cancelled' | undefined,
): JobState {
  if (ended) return ended.outcome === 'recovered' ? (outcome ?? 'failed') : ended.outcome;
  return owner === 'dead' ? 'interrupted' : 'running';
}

/**
 * Returns the changes of a job that can be undone. Empty when there are none. What was overwritten without a safety snapshot is
 * gone.
 */
export const undoable = (plan: Plan, ledger: LedgerState): LedgerState['changes'] =>
  keptForUndo(ledger).filter(
    ({ service }) => ledger.safety !== undefined || !plan.services.some(({ name, inPlace }) => name === service && inPlace),
  );

/**
 * Returns the changes of a job that are live, and neither undone nor dropped: what they replaced is still there, unless it was
 * overwritten. Empty when there are none.
 */
export const keptForUndo = (ledger: LedgerState): LedgerState['changes'] =>
  ledger.changes.filter(
    (change) => change.stage === 'swapped' && !ledger.undone.has(change.service) && !ledger.dropped.has(change.service),
  );
