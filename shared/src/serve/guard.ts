import type { AccessRole } from '../api/answers.ts';
import { eventRoles, mayDo, operationRoles, roles } from '../api/roles.ts';
import { type Api, type Method, type ParamsOf, type StreamName, contract, streams } from '../api/contract.ts';
import { AppError } from '../errors.ts';
import type { ErrorInfo } from '../model/error.ts';
import type { JobEvent, JobSummary } from '../model/job.ts';
import type { Access, Session } from './access.ts';
import type { Audit } from './audit.ts';

type Options = { signal?: AbortSignal };
type Call = (params: unknown, options?: Options) => Promise<unknown>;
type Stream = (params: unknown, options?: Options) => AsyncIterable<unknown>;

/**
 * Returns the Api as a session may use it: each call and each event is checked against its role, and what is more than looking is
 * written into the audit before and after. Calls reject with `denied.role`, with `denied.session-ended`, and with `not-found.plan`
 * for a plan of another session. Events that the role may not see are left out.
 */
export function guarded(api: Api, session: Session, access: Access, audit: Audit): Api {
  const { grant } = session;
  const who = { ...grant, session: session.id };
  const { plans } = session;

  const check = async (method: Method | StreamName, needed: AccessRole): Promise<void> => {
    access.use(session);
    if (mayDo(grant.role, needed)) return;
    session.refused();
    await audit.write({ what: 'refused', ...who, method });
    throw new AppError('denied.role', { role: grant.role, needed });
  };

  const write = async (method: Method, params: unknown, work: () => Promise<unknown>): Promise<unknown> => {
    await audit.write({ what: 'before', ...who, method, params });
    try {
      const result = await work();
      await audit.write({ what: 'after', ...who, method, outcome: 'done', ...namesIn(result) });
      return result;
    } catch (error) {
      await audit.write({ what: 'after', ...who, method, outcome: AppError.is(error) ? error.code : 'internal' });
      throw error;
    }
  };

  const call =
    (method: Method): Call =>
    async (params, options) => {
      await check(method, roleOf(method, params));
      const work = (): Promise<unknown> => (api[method] as Call).call(api, params, options);
      if (roles[method] === 'view') return plain(await withPlainError(work));
      if (method === 'planned') ownPlan((params as ParamsOf<'planned'>).id);
      if (method === 'run') {
        const { plan: id } = params as ParamsOf<'run'>;
        ownPlan(id);
        await check(method, operationRoles[(await api.planned({ id })).operation]);
      }
      const result = await write(method, params, work);
      if (method === 'plan') plans.add((result as { id: string }).id);
      return result;
    };

  const ownPlan = (id: string): void => {
    if (plans.has(id)) return;
    session.refused();
    throw new AppError('not-found.plan', { plan: id });
  };

  const stream = (name: StreamName): Stream =>
    async function* (params, { signal } = {}) {
      await check(name, roles[name]);
      const until = signal ? AbortSignal.any([signal, session.ended]) : session.ended;
      for await (const item of (api[name] as Stream).call(api, params, { signal: until })) {
        if (session.ended.aborted) throw new AppError('denied.session-ended', {});
        if (name === 'events' && !mayDo(grant.role, eventRoles[(item as JobEvent).type])) continue;
        yield plain(item);
      }
      if (session.ended.aborted) throw new AppError('denied.session-ended', {});
    };

  /** Returns an answer as the role may see it. Tools quote data in their own texts, which only users who operate see. */
  const plain = (answer: unknown): unknown => (mayDo(grant.role, 'operate') ? answer : withoutDetail(answer));
  const withPlainError = async (work: () => Promise<unknown>): Promise<unknown> => {
    try {
      return await work();
    } catch (error) {
      if (!AppError.is(error) || mayDo(grant.role, 'operate')) throw error;
      throw new AppError(error.key, error.params, error.hint ? { hint: error.hint as never } : {});
    }
  };

  const calls = Object.keys(contract).map((method): [string, Call] => [method, call(method as Method)]);
  const told = Object.keys(streams).map((name): [string, Stream] => [name, stream(name as StreamName)]);
  const guardedApi = Object.fromEntries<Call | Stream>([...calls, ...told]) as unknown as Api;
  return {
    ...guardedApi,
    hello: async (params, options) => ({ ...(await guardedApi.hello(params, options)), role: grant.role }),
  };
}

/**
 * Returns the role that a call with these parameters needs: plans are worth what they do, and counting every row is work for a
 * server.
 */
function roleOf(method: Method, params: unknown): AccessRole {
  if (method === 'plan') return operationRoles[(params as ParamsOf<'plan'>).operation];
  if (method === 'compare' && (params as ParamsOf<'compare'>).exact === true) return 'operate';
  return roles[method];
}

/** Returns what the audit says of a result: the job or plan that it named, or nothing when it named none. */
function namesIn(result: unknown): { result?: unknown } {
  const { id, operation, job } = result as { id?: unknown; operation?: unknown; job?: unknown };
  if (job !== undefined) return { result: { job } };
  return id === undefined ? {} : { result: { plan: id, operation } };
}

/** Returns a job, a page of jobs or the end of a job without what tools said in its error. Any other answer comes back as it is. */
function withoutDetail(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  if ('items' in answer && Array.isArray(answer.items)) return { ...answer, items: answer.items.map(withoutDetail) };
  const { error } = answer as Partial<JobSummary>;
  if (error === undefined) return answer;
  const { detail: _, ...rest } = error satisfies ErrorInfo;
  return { ...answer, error: rest };
}
