import type * as z from 'zod';
import type { LastSnapshot, StackSummary } from '../api/answers.ts';
import { type Api, type Method, contract, protocol } from '../api/contract.ts';
import { marksOf } from '../config/marks.ts';
import { loadConfig } from '../config/config.ts';
import { type Context, plainContext } from '../context.ts';
import { changes } from './changes.ts';
import { compareSides } from './compare.ts';
import { addHost, removeHost, testHost } from './hostEntries.ts';
import { Hosts } from './hosts.ts';
import { Listings } from './listings.ts';
import { markStack } from './marks.ts';
import { makePlanFor } from './plans.ts';
import { Repositories } from './repositories.ts';
import { describeStack, disksOfData, findStack, listStacks, summarize } from './stacks.ts';
import { AppError, toErrorInfo } from '../errors.ts';
import { ask } from '../jobs/control.ts';
import { followJournal, readEvents } from '../jobs/journal.ts';
import { dropOldJobs } from '../jobs/oldJobs.ts';
import { ownerState } from '../machine/owner.ts';
import { jobDir, listJobs, loadPlan, readJob, savePlan, startJob } from '../jobs/store.ts';
import type { JobEvent } from '../model/job.ts';
import type { SnapshotSummary } from '../model/manifest.ts';
import type { Message } from '../model/message.ts';
import { type Plan, needsEngine } from '../model/plan.ts';
import { type Places, findPlaces } from '../config/userFolders.ts';
import type { StackId } from '../model/service.ts';
import { notOneMoment } from '../plan/makePlan.ts';
import { isConfirmed } from '../plan/confirm.ts';
import { answer, gather, needs } from '../config/secretStore.ts';
import { stackFolder } from '../repository/layout.ts';
import { message } from '../text/message.ts';
import { version } from '../version.ts';

type Saved = Pick<StackSummary, 'last' | 'lastError'>;

export interface CoreOptions {
  places?: Places;
  env?: NodeJS.ProcessEnv;
}

/**
 * Resolves with the core of a face: it reads, plans, starts jobs in processes of their own, and follows them. Rejects as
 * `loadConfig` does, with `usage` or `incompatible`.
 */
export async function createCore(options: CoreOptions = {}): Promise<Api & AsyncDisposable> {
  const env = options.env ?? process.env;
  const places = options.places ?? findPlaces(env);
  const { dataDir } = places;
  const config = await loadConfig(places);
  const hosts = new Hosts(config, env);
  const repositories = new Repositories(config, places);
  const listings = new Listings();
  const sources = { hosts, repositories, config, dataDir, env };
  const entries = { hosts, config, places, env };
  const context = (signal?: AbortSignal): Context => plainContext(signal ? { signal } : {});

  /**
   * Reads the configuration again: another process may have changed it since, and a mark counts at once. Rejects as `loadConfig`
   * does.
   */
  const reload = async (): Promise<void> => void Object.assign(config, await loadConfig(places));

  /** Resolves with the newest snapshot in the default repository of each stack that has one, by the stack's folder. */
  const lastOf = async (stacks: StackId[], ctx: Context): Promise<Map<string, z.infer<typeof LastSnapshot>>> => {
    const repository = await repositories.get(undefined);
    const newest = await repository.newest(stacks.map(stackFolder), ctx);
    const short = ({
      reference,
      startedAt: at,
      bytes,
      complete,
      services,
      proofs,
    }: SnapshotSummary): z.infer<typeof LastSnapshot> => ({
      reference,
      at,
      bytes,
      complete,
      services: services.map(({ name }) => name),
      proofs,
    });
    return new Map([...newest].map(([folder, summary]) => [folder, short(summary)]));
  };

  /**
   * Resolves with a function that returns the last snapshot of one of these stacks, or nothing where it has none. For a repository
   * that cannot be read it returns why, as `lastError`: that hides no stack.
   */
  const savedOf = async (stacks: StackId[], ctx: Context): Promise<(stack: StackId) => Saved> => {
    try {
      const newest = await lastOf(stacks, ctx);
      return (stack) => {
        const last = newest.get(stackFolder(stack));
        return last ? { last } : {};
      };
    } catch (error) {
      if (ctx.signal.aborted || !AppError.is(error)) throw error;
      return () => ({ lastError: toErrorInfo(error) });
    }
  };

  const checkBasis = async (plan: Plan, ctx: Context): Promise<void> => {
    const now = await makePlanFor(plan.request, sources, ctx);
    if (now.basis !== plan.basis) throw new AppError('stale-plan.changed', {});
  };

  /**
   * Throws `stale-plan.changed` when the stack has another mark by now: what was confirmed for a dev stack is not enough once it is
   * production.
   */
  const checkMark = ({ host, stack, environment }: Plan): void => {
    if (stack && environment && marksOf(config, host, stack).environment !== environment)
      throw new AppError('stale-plan.changed', {});
  };

  /**
   * Returns the parts of the configuration that a job reads besides its own file, all of it for `recover`: what that repairs is in
   * the files of others.
   */
  const referredTo = ({ operation, host, stack, source }: Plan): unknown =>
    operation === 'recover'
      ? config
      : [stack && marksOf(config, host, stack).passwords, source && marksOf(config, source.host, source.stack).passwords];

  const api: Api = {
    async hello(params) {
      contract.hello.params.parse(params);
      return { protocol, version, role: 'administer' };
    },
    async hosts() {
      return hosts.list();
    },
    async testHost(params, call) {
      return testHost(contract.testHost.params.parse(params), entries, context(call?.signal));
    },
    async addHost(params, call) {
      const added = await addHost(contract.addHost.params.parse(params), entries, context(call?.signal));
      await reload();
      return added;
    },
    async removeHost(params) {
      await removeHost(contract.removeHost.params.parse(params), entries);
      await reload();
      return {};
    },
    async repositories() {
      return repositories.list();
    },
    async addRepository(params, call) {
      return repositories.add(params, context(call?.signal));
    },
    async removeRepository({ name }) {
      return repositories.remove(name);
    },
    async testRepository({ repo }, call) {
      return repositories.test(repo, context(call?.signal));
    },
    async stacks(params, call) {
      const ctx = context(call?.signal);
      const host = await hosts.get(params.host);
      const stacks = await listStacks(host, config, ctx);
      const saved = await savedOf(
        stacks.map(({ id }) => id),
        ctx,
      );
      return Promise.all(
        stacks.map(async (stack) => ({ ...summarize(stack, config), ...(await disksOfData(stack, config)), ...saved(stack.id) })),
      );
    },
    async stack(params, call) {
      const ctx = context(call?.signal);
      const host = await hosts.get(params.host);
      const stack = await findStack(host, params.stack, config, ctx);
      const saved = await savedOf([stack.id], ctx);
      const summary = { ...summarize(stack, config), ...(await disksOfData(stack, config)), ...saved(stack.id) };
      return describeStack(stack, summary, config, ctx);
    },
    async snapshots(params, call) {
      const repository = await repositories.get(params.repo);
      return listings.page(repository, { ...params, limit: params.limit ?? 100 }, context(call?.signal));
    },
    async snapshot(params, call) {
      const ctx = context(call?.signal);
      const repository = await repositories.get(params.repo);
      const snapshot = await repository.find(params.snapshot, ctx);
      const { services } = await snapshot.inventory(ctx);
      const { manifest, reference } = snapshot;
      return {
        reference,
        folder: `${stackFolder(manifest.stack)}/${manifest.id}`,
        manifest,
        bytes: manifest.artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0),
        proofs: await repository.proofs(snapshot, ctx),
        pinned: await repository.pinned(snapshot, ctx),
        inventory: Object.fromEntries(Object.entries(services).map(([name, { inventory }]) => [name, inventory])),
        warnings: [
          ...(manifest.environment === 'production' ? [message('fact.production-data', {})] : []),
          ...notOneMoment(manifest.services.filter(({ perItem }) => perItem).map(({ name }) => name)),
          ...Object.values(services).flatMap((service) => service.warnings),
        ],
      };
    },
    async forgetRepository({ repo }, call) {
      return { name: repo, location: await repositories.forget(repo, context(call?.signal)) };
    },
    async pin(params, call) {
      const ctx = context(call?.signal);
      const repository = await repositories.get(params.repo);
      const snapshot = await repository.find(params.snapshot, ctx);
      await repository.pin(snapshot, params.pinned, ctx);
      return { reference: snapshot.reference, pinned: params.pinned };
    },
    compare: (params, call) => compareSides(params, sources, context(call?.signal)),
    async mark(params, call) {
      const mark = await markStack(contract.mark.params.parse(params), { hosts, config, places }, context(call?.signal));
      await reload();
      return mark;
    },
    async plan(request, call) {
      const plan = await makePlanFor(contract.plan.params.parse(request), sources, context(call?.signal));
      await savePlan(dataDir, plan);
      return plan;
    },
    planned: ({ id }) => loadPlan(dataDir, id),
    async run({ plan: id, confirm }, call) {
      const plan = await loadPlan(dataDir, id);
      checkMark(plan);
      if (!isConfirmed(plan.confirm, confirm)) throw new AppError('usage.not-confirmed', {});
      // A plan that was shown a moment ago need not be made again to know that it holds. A clock may have been set back.
      if (Math.abs(Date.now() - new Date(plan.createdAt).getTime()) > 5000) await checkBasis(plan, context(call?.signal));
      if (needsEngine(plan.operation)) await hosts.get(plan.host);
      const { source } = plan;
      const other = source && source.host !== plan.host ? await hosts.get(source.host) : undefined;
      const host = { name: plan.host, address: await hosts.address(plan.host) };
      const repository = { name: plan.repo, config: repositories.configOf(plan.repo) };
      const from = other && { source: { name: other.name, address: other.address } };
      const secrets = await gather([host, from, repository, referredTo(plan)], context(call?.signal).signal);
      const file = { writer: version, dataDir, host, ...from, repository };
      const [job] = await Promise.all([startJob(plan, file, secrets), dropOldJobs(dataDir)]);
      return { job };
    },
    async jobs(params) {
      // The job of the cursor may be gone since; ids sort by time.
      const { cursor } = params;
      const all = (await listJobs(dataDir)).filter((id) => cursor === undefined || id < cursor);
      const items = [];
      const warnings: Message[] = [];
      for (const id of all) {
        if (items.length === (params.limit ?? 100)) return { items, next: items.at(-1)?.id, warnings };
        const job = await readJob(dataDir, id).catch((error: unknown) => {
          // One that was never begun, or is gone by now, is nothing to tell of.
          if (!AppError.is(error, 'not-found')) warnings.push(toErrorInfo(error).message);
          return undefined;
        });
        if (job && (params.host === undefined || job.plan.host === params.host)) items.push(job.summary);
      }
      return { items, warnings };
    },
    async job({ job: id }) {
      const job = await readJob(dataDir, id);
      if (!job) throw new AppError('not-found.job', { job: id });
      return job.summary;
    },
    async cancel({ job: id }) {
      const job = await readJob(dataDir, id);
      if (!job) throw new AppError('not-found.job', { job: id });
      if (job.summary.state !== 'running' || (await ask(dataDir, job.ledger, { do: 'cancel' }))) return {};
      // One that has ended in the same moment needs no cancelling.
      if ((await readJob(dataDir, id))?.summary.state === 'running') throw new AppError('timeout.job-silent', { job: id });
      return {};
    },
    events: (params, call) => follow(dataDir, params.job, params.after ?? 0, call?.signal ?? new AbortController().signal),
    async answer({ id, secret }) {
      answer(id, secret ?? undefined);
      return {};
    },
    needs: (_, call) => needs(context(call?.signal).signal),
    async *changes(params, call) {
      await reload();
      yield* changes(await hosts.get(params.host), dataDir, context(call?.signal));
    },
  };
  return {
    ...api,
    ...fresh(api, reload),
    async [Symbol.asyncDispose]() {
      await hosts[Symbol.asyncDispose]();
      await repositories[Symbol.asyncDispose]();
    },
  };
}

/** Calls that must answer also when the configuration cannot be read any more. */
const withoutConfiguration = new Set<string>(['hello', 'planned', 'jobs', 'job', 'cancel', 'answer'] satisfies Method[]);

type Call = (params: unknown, options?: object) => Promise<unknown>;

/**
 * Returns the calls that depend on the configuration, each of which reads it anew: another process may have changed it. Each
 * rejects as `loadConfig` does, too.
 */
function fresh(api: Api, reload: () => Promise<void>): Partial<Api> {
  const calls = Object.keys(contract).filter((name) => !withoutConfiguration.has(name)) as Method[];
  const read =
    (call: Call): Call =>
    async (params, options) => {
      await reload();
      return call(params, options);
    };
  return Object.fromEntries(calls.map((name) => [name, read(api[name] as Call)]));
}

/**
 * Yields a job's events after the given sequence number, until it has ended or the signal is aborted. For a process that died
 * without a last event it makes one: how the job ended, or that it needs a recovery. So no watcher waits for ever, except where
 * it cannot be known from here whether the process is dead. Rejects as {@link readJob} does, and with `not-found.job` for a job
 * that never began.
 */
async function* follow(dataDir: string, id: string, after: number, signal: AbortSignal): AsyncGenerator<JobEvent> {
  const job = await readJob(dataDir, id);
  if (!job) throw new AppError('not-found.job', { job: id });
  let seq = after;
  let ended = false;
  // Not its state: that has changed already when the process is about to tell how it ended.
  const alive = async (): Promise<boolean> => (await ownerState(job.ledger.owner.owner, dataDir)) !== 'dead';
  for await (const event of followJournal(jobDir(dataDir, id), after, signal, alive)) {
    seq = event.seq;
    ended = event.type === 'ended';
    yield event;
  }
  if (ended || signal.aborted) return;
  // A recovery may have told its end meanwhile; and it may have ended before `after`.
  const told = await readEvents(jobDir(dataDir, id));
  for (const event of told) if (event.seq > seq) yield event;
  seq = Math.max(seq, told.at(-1)?.seq ?? 0);
  if (told.at(-1)?.type === 'ended') return;
  const last = { v: 1, seq: seq + 1, time: new Date().toISOString(), type: 'ended' } as const;
  const state = (await readJob(dataDir, id))?.summary.state;
  // Its last act was done, and only the telling of it was cut off.
  if (state === 'succeeded' || state === 'failed' || state === 'cancelled') return yield { ...last, outcome: state };
  yield {
    ...last,
    outcome: 'failed',
    error: {
      code: 'recovery-needed',
      message: message('recovery-needed.interrupted', { job: id }),
      hint: message('hint.recover', {}),
    },
  };
}
