import type { AccessRole } from '../api/answers.ts';
import { eventRoles, mayDo, operationRoles, roles } from '../api/roles.ts';
import { type Api, type Method, type ParamsOf, type StreamName, contract, streams } from '../api/contract.ts';
import { AppError } from '../errors.ts';
import type { ErrorInfo } from '../model/error.ts';
import type { JobEvent } from '../model/job.ts';
import type { Access, Session } from './access.ts';
import { type Audit, audited } from './audit.ts';

type Options = { signal?: AbortSignal };
type Call = (params: unknown, options?: Options) => Promise<unknown>;
type Stream = (params: unknown, options?: Options) => AsyncIterable<unknown>;

/**
 * Returns the Api as a session may use it: each call and each event is checked against its role, and what is more than looking
 * is written into the audit before and after, what the role is refused as well. Calls reject with `denied.role`, with
 * `denied.session-ended`, with `not-found.plan` for a plan of another session, and with `storage-failed.audit`, before anything
 * is done, when a line cannot be written; one after it that cannot is no failure. Streams throw the same, also when the
 * session ends meanwhile. Events and details of errors that the role may not see are left out.
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

  const checked =
    (method: Method): Call =>
    async (params, options) => {
      await check(method, roleOf(method, params));
      const work = (): Promise<unknown> => (api[method] as Call).call(api, params, options);
      if (roles[method] === 'view') return work();
      if (method === 'planned') ownPlan((params as ParamsOf<'planned'>).id);
      if (method === 'run') {
        const { plan: id } = params as ParamsOf<'run'>;
        ownPlan(id);
        await check(method, operationRoles[(await api.planned({ id })).operation]);
      }
      const result = await audited(audit, { ...who, method }, params, work, namesIn);
      if (method === 'plan') plans.add((result as { id: string }).id);
      return result;
    };

  const call =
    (method: Method): Call =>
    async (params, options) => {
      try {
        return plain(await checked(method)(params, options));
      } catch (error) {
        throw plainError(error, options?.signal);
      }
    };

  const ownPlan = (id: string): void => {
    if (plans.has(id)) return;
    session.refused();
    throw new AppError('not-found.plan', { plan: id });
  };

  const stream = (name: StreamName): Stream =>
    async function* (params, { signal } = {}) {
      const until = signal ? AbortSignal.any([signal, session.ended]) : session.ended;
      try {
        await check(name, roles[name]);
        for await (const item of (api[name] as Stream).call(api, params, { signal: until })) {
          if (session.ended.aborted) throw new AppError('denied.session-ended', {});
          if (name === 'events' && !mayDo(grant.role, eventRoles[(item as JobEvent).type])) continue;
          yield plain(item);
        }
        if (session.ended.aborted) throw new AppError('denied.session-ended', {});
      } catch (error) {
        throw plainError(error, until);
      }
    };

  /** Returns an answer as the role may see it. Tools quote data in their own texts, which only users who operate see. */
  const plain = (answer: unknown): unknown => (mayDo(grant.role, 'operate') ? answer : withoutDetail(answer));
  /** Returns what a call or a stream failed with in the same way: a bug without its stack. */
  const plainError = (error: unknown, signal: AbortSignal | undefined): unknown => {
    if (mayDo(grant.role, 'operate')) return error;
    if (AppError.is(error)) return new AppError(error.key, error.params, error.hint ? { hint: error.hint as never } : {});
    return new AppError(signal?.aborted ? 'cancelled.by-user' : 'internal.bug', {});
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
 * Returns the role that a call with these parameters needs, as far as they tell: that of `run` depends on its plan as well. Plans
 * are worth what they do, and counting every row is work for a server.
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

/** Returns an answer without the detail of each error that is anywhere in it: what has a message and a detail is an error. */
function withoutDetail(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  if (Array.isArray(answer)) return answer.map(withoutDetail);
  const { message, detail } = answer as Partial<ErrorInfo>;
  const isError = typeof message === 'object' && typeof detail === 'string';
  const shown = Object.entries(answer).filter(([field]) => !isError || field !== 'detail');
  return Object.fromEntries(shown.map(([field, value]) => [field, withoutDetail(value)]));
}
