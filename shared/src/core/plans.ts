import { createHash } from 'node:crypto';
import { type Config, watchSecondsOf } from '../config/config.ts';
import type { Context } from '../context.ts';
import { driverOf } from '../drivers/index.ts';
import { AppError } from '../errors.ts';
import { readLabels } from '../jobs/lockLabels.ts';
import { ownerState } from '../machine/owner.ts';
import { newPlanId, readJob, readJobs, undoable } from '../jobs/store.ts';
import { additionsOf } from '../model/additions.ts';
import type { Message } from '../model/message.ts';
import type { Plan, PlanRequest } from '../model/plan.ts';
import { ofReferredService } from '../model/reference.ts';
import type { StackId } from '../model/service.ts';
import { fullName, isSamePlace, isSameStack } from '../model/stackId.ts';
import { planBackup } from '../plan/backup.ts';
import { planDelete } from '../plan/delete.ts';
import { planCopy } from '../plan/copy.ts';
import type { PlanSeed, StackFacts } from '../plan/facts.ts';
import { planImport } from '../plan/import.ts';
import { planDrill, planVerify } from '../plan/verifyAndDrill.ts';
import { type InterruptedFacts, planRecover } from '../plan/recover.ts';
import { planRestore } from '../plan/restore.ts';
import { planUndo } from '../plan/undo.ts';
import { message } from '../text/message.ts';
import { deletion } from './deletion.ts';
import type { Hosts } from './hosts.ts';
import { importFacts } from './importFacts.ts';
import { type Repositories, snapshotFacts } from './repositories.ts';
import { type FoundStack, findStack, gather, listStacks, runningTargets } from './stacks.ts';

interface Sources {
  hosts: Hosts;
  repositories: Repositories;
  config: Config;
  dataDir: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Gathers the facts that a request needs, and resolves with what the pure planner makes of them. Changes nothing. Rejects with
 * `not-found` or `ambiguous` for what is named and not there, as {@link Hosts.get}, {@link Repositories.get} and
 * `Repository.find` do, for an undo with `conflict.undo-gone` and as {@link readJob}, for a copy as {@link assertFits}, for an
 * import as {@link importFacts}, and as the planner does.
 */
export async function makePlanFor(request: PlanRequest, from: Sources, ctx: Context): Promise<Plan> {
  const seed = (host: string, repo: string): PlanSeed => ({
    id: newPlanId(),
    now: new Date(),
    host,
    repo,
    watchSeconds: watchSecondsOf(from.config, from.env),
    hash: (parts) => createHash('sha256').update(JSON.stringify(parts)).digest('hex'),
  });
  switch (request.operation) {
    case 'backup': {
      const host = await from.hosts.get(request.host);
      const repo = from.repositories.nameOf(request.repo);
      from.repositories.configOf(repo);
      const stack = await findStack(host, request.stack, from.config, ctx);
      const wanted = (name: string): boolean => !request.services || request.services.includes(name);
      const facts = await gather(
        stack,
        from.config,
        await keptOf(from.dataDir, stack.id),
        ctx,
        (name) => wanted(name) && !request.exclude?.includes(name),
      );
      return planBackup(request, facts, seed(host.name, repo));
    }
    case 'restore': {
      const repo = from.repositories.nameOf(request.repo);
      const snapshot = await (await from.repositories.get(repo)).find(request.snapshot, ctx);
      const wanted = ofReferredService(request);
      const host = await from.hosts.get(request.host);
      const stack = await findStack(
        host,
        request.to ?? (await homeOf(snapshot.manifest.stack, host, from, ctx)),
        from.config,
        ctx,
      );
      const facts = await gather(stack, from.config, await keptOf(from.dataDir, stack.id), ctx);
      return planRestore(wanted, snapshotFacts(snapshot), facts, seed(host.name, repo));
    }
    case 'copy': {
      const here = await from.hosts.get(request.host);
      const there = await from.hosts.get(request.toHost ?? request.host);
      const source = await findStack(here, request.from, from.config, ctx);
      const target = await findStack(there, request.to, from.config, ctx);
      const wanted = (name: string): boolean => !request.what || request.what.some(({ service }) => service === name);
      const plan = planCopy(
        request,
        await gather(source, from.config, [], ctx, wanted),
        await gather(target, from.config, await keptOf(from.dataDir, target.id), ctx),
        seed(there.name, from.repositories.nameOf(undefined)),
      );
      await assertFits(plan, source, target, from, ctx);
      return plan;
    }
    case 'verify':
    case 'drill': {
      const repo = from.repositories.nameOf(request.repo);
      const snapshot = snapshotFacts(await (await from.repositories.get(repo)).find(request.snapshot, ctx));
      const host = from.hosts.nameOf(request.host);
      return request.operation === 'verify'
        ? planVerify(request, snapshot, seed(host, repo))
        : planDrill(ofReferredService(request), snapshot, seed(host, repo));
    }
    case 'delete': {
      const repo = from.repositories.nameOf(request.repo);
      const { doomed, stacks } = await deletion(request.snapshots, await from.repositories.get(repo), ctx);
      return planDelete(request, doomed, stacks, seed(from.hosts.nameOf(undefined), repo));
    }
    case 'import': {
      const repo = from.repositories.nameOf(request.repo);
      const facts = await importFacts(request.folder, await from.repositories.get(repo), ctx);
      return planImport(request, facts, seed(from.hosts.nameOf(undefined), repo));
    }
    case 'undo': {
      const known = await readJob(from.dataDir, request.job);
      const services = known ? undoable(known.plan, known.ledger).map(({ service }) => service) : [];
      if (!known || services.length === 0 || !known.plan.stack) throw new AppError('conflict.undo-gone', { job: request.job });
      const host = await from.hosts.get(known.plan.host);
      const stack = await findStack(host, await homeOf(known.plan.stack, host, from, ctx), from.config, ctx);
      const facts = await gather(stack, from.config, [], ctx, (name) => services.includes(name));
      const { safety } = known.ledger;
      const undo = {
        job: request.job,
        endedAt: known.summary.endedAt ?? known.summary.startedAt,
        plan: known.plan,
        services,
        ...(safety !== undefined && { safety }),
      };
      return planUndo(request, undo, facts, seed(host.name, known.plan.repo));
    }
    case 'recover': {
      const host = await from.hosts.get(request.host);
      const { found, unreadable } = await interruptedOn(host.name, from, ctx);
      const wanted = found.filter(({ job }) => request.job === undefined || job === request.job);
      return planRecover(request, wanted, unreadable, seed(host.name, from.repositories.nameOf(undefined)));
    }
  }
}

/**
 * Rejects as {@link Driver.fits} does when a target cannot hold what is in its source or either cannot be read, or as
 * {@link runningTargets} does. The job asks again before it reads anything, but the user should know while planning.
 */
async function assertFits(plan: Plan, source: FoundStack, target: FoundStack, from: Sources, ctx: Context): Promise<void> {
  for (const service of plan.services) {
    const [here] = await runningTargets(source, service.source?.service, from.config, ctx);
    const [there] = await runningTargets(target, service.name, from.config, ctx);
    if (here && there) await driverOf(service.kind).fits(here, { items: service.items }, there, ctx);
  }
}

/**
 * Resolves with the name by which the stack of a snapshot or a job can be found today: name and hash when its project and folder
 * are there, else its plain name.
 */
async function homeOf(id: StackId, host: Awaited<ReturnType<Hosts['get']>>, from: Sources, ctx: Context): Promise<string> {
  const all = await listStacks(host, from.config, ctx);
  const same = all.find((stack) => isSamePlace(stack.id, id));
  return same ? fullName(same) : id.name;
}

/**
 * Resolves with earlier jobs on this stack that can be undone, and what is kept for that. Empty when there are none. Jobs that
 * cannot be read are passed over.
 */
async function keptOf(dataDir: string, stack: StackId): Promise<StackFacts['kept']> {
  const kept: StackFacts['kept'] = [];
  for await (const { summary, plan } of readJobs(dataDir)) {
    const { id: job, undo } = summary;
    if (!undo || !plan.stack || !isSameStack(plan.stack, stack)) continue;
    const added = new Map([...additionsOf(plan)].filter(([service]) => undo.services.includes(service)));
    const services = plan.services.filter(
      ({ name, items }) => undo.services.includes(name) && items.length > (added.get(name)?.length ?? 0),
    );
    kept.push({ job, until: new Date(undo.until), services: services.map(({ name }) => name), added });
  }
  return kept;
}

/**
 * Resolves with the jobs whose process is proven dead, or of which that cannot be known: those that are recorded here, oldest
 * first, then those that only a lock on the host tells of. Locks whose labels cannot be read are passed over. `unreadable` says
 * why records of jobs could not be read.
 */
async function interruptedOn(
  host: string,
  from: Sources,
  ctx: Context,
): Promise<{ found: InterruptedFacts[]; unreadable: Message[] }> {
  const found: InterruptedFacts[] = [];
  const unreadable: Message[] = [];
  for await (const { summary, plan, elsewhere } of readJobs(from.dataDir, ({ key, params }) =>
    unreadable.push({ key, params }),
  )) {
    if (plan.host !== host || (summary.state !== 'interrupted' && elsewhere === undefined)) continue;
    found.unshift({ job: summary.id, title: plan.title, ...(elsewhere !== undefined && { elsewhere }) });
  }
  const connected = await from.hosts.get(host);
  for (const lock of await connected.locks(ctx)) {
    const labels = readLabels(lock);
    if (!labels || found.some(({ job }) => job === labels.job)) continue;
    const state = await ownerState(labels.owner, from.dataDir);
    if (state === 'alive') continue;
    found.push({
      job: labels.job,
      title: message('title.backup', { stack: labels.stack }),
      ...(state === 'elsewhere' && { elsewhere: labels.owner.machineName }),
    });
  }
  return { found, unreadable };
}
