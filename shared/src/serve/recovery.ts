import type { Api, ParamsOf } from '../api/contract.ts';
import { AppError, fromErrorInfo, toErrorInfo } from '../errors.ts';
import type { JobSummary } from '../model/job.ts';
import type { Message } from '../model/message.ts';
import { message } from '../text/message.ts';
import { type Audit, audited } from './audit.ts';

/** What the audit calls the server itself. */
const by = { name: 'longshore serve', role: 'administer', method: 'run' } as const;

/**
 * Brings each job of the data folder to its end whose process is proven dead, once, the oldest first: the container that the server
 * runs in may have been killed with its jobs. `tell`, which must not throw, gets what is done and what failed; this is left for
 * `recover`. Resolves when all were tried, when jobs cannot be listed, or the signal is aborted. Never rejects.
 */
export async function recoverInterrupted(
  api: Api,
  audit: Audit,
  tell: (lines: Message[]) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const job of await interrupted(api).catch((error: unknown) => failed(error, tell))) {
    if (signal.aborted) return;
    await recoverOne(job, api, audit, tell, signal);
  }
}

const failed = (error: unknown, tell: (lines: Message[]) => void): never[] => {
  tell([toErrorInfo(error).message]);
  return [];
};

async function interrupted(api: Api): Promise<JobSummary[]> {
  const found: JobSummary[] = [];
  for (let cursor: string | undefined; ;) {
    const { items, next } = await api.jobs(cursor === undefined ? {} : { cursor });
    found.unshift(...items.filter(({ state }) => state === 'interrupted').toReversed());
    if (next === undefined) return found;
    cursor = next;
  }
}

async function recoverOne(
  { id: job, host }: JobSummary,
  api: Api,
  audit: Audit,
  tell: (lines: Message[]) => void,
  signal: AbortSignal,
): Promise<void> {
  tell([message('serve.recovers', { job })]);
  try {
    await endOf(api, await start({ operation: 'recover', host, job }, api, audit, signal), signal);
    tell([message('serve.recovered', { job })]);
  } catch (error) {
    // The job of a server that ends goes on.
    if (signal.aborted) return;
    const { message: why, hint } = toErrorInfo(error);
    tell([message('serve.not-recovered', { job }), why, ...(hint ? [hint] : [])]);
  }
}

/**
 * Plans and runs a request and resolves with the id of its job. The audit has a line before and after, as for the jobs of people.
 * Rejects when it cannot be planned or begun, and when the line before cannot be written.
 */
async function start(request: ParamsOf<'plan'>, api: Api, audit: Audit, signal: AbortSignal): Promise<string> {
  const act = async (): Promise<string> => {
    const plan = await api.plan(request, { signal });
    // Unconfirmed: the server agrees to no plan that takes a job over by name.
    return (await api.run({ plan: plan.id, confirm: false }, { signal })).job;
  };
  return audited(audit, by, request, act, (job) => ({ result: { job } }));
}

/**
 * Resolves when a job has ended well. Rejects when it has not, with its error, or `recovery-needed.interrupted` where it has none;
 * and when the signal is aborted.
 */
async function endOf(api: Api, job: string, signal: AbortSignal): Promise<void> {
  for await (const event of api.events({ job }, { signal })) {
    if (event.type !== 'ended') continue;
    if (event.error) throw fromErrorInfo(event.error);
    if (event.outcome !== 'succeeded') throw new AppError('recovery-needed.interrupted', { job });
    return;
  }
  signal.throwIfAborted();
  throw new AppError('recovery-needed.interrupted', { job });
}
