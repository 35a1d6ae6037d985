import { randomUUID } from 'node:crypto';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { DockerApi, Method } from './dockerApi.ts';

/** What a call of Docker's interface is needed for; each use needs those before it, too. */
export type Use = 'look' | 'backup' | 'drill' | 'restore';

export interface CallReport {
  /** `POST /containers/{id}/exec`. */
  call: string;
  use: Use;
  /** `refused` by something between us and Docker: a proxy in front of its socket, a plug-in for authorisation. */
  state: 'allowed' | 'refused' | 'failed';
  detail?: string;
}

/** Every call that a plan may make, as a question that changes nothing: it is about something that does not exist. */
const calls: [Use, Method, string, object?][] = [
  ['look', 'GET', '/_ping'],
  ['look', 'GET', '/version'],
  ['look', 'GET', '/info'],
  ['look', 'GET', '/containers/json'],
  ['look', 'GET', '/containers/{id}/json'],
  ['look', 'GET', '/events'],
  ['look', 'POST', '/containers/{id}/exec', { Cmd: ['true'] }],
  ['look', 'POST', '/exec/{id}/start', { Detach: false }],
  ['look', 'GET', '/exec/{id}/json'],
  ['backup', 'POST', '/containers/create', { Image: '{id}' }],
  ['backup', 'DELETE', '/containers/{id}'],
  ['backup', 'POST', '/containers/{id}/pause'],
  ['backup', 'POST', '/containers/{id}/unpause'],
  ['backup', 'POST', '/containers/{id}/stop'],
  ['backup', 'POST', '/containers/{id}/start'],
  ['backup', 'POST', '/containers/{id}/attach'],
  ['backup', 'HEAD', '/containers/{id}/archive'],
  ['backup', 'GET', '/containers/{id}/archive'],
  // The lock of a stack holds what any client needs to bring its job to an end.
  ['backup', 'PUT', '/containers/{id}/archive', {}],
  ['drill', 'GET', '/images/json'],
  ['drill', 'GET', '/volumes'],
  // A name that no Docker Engine accepts.
  ['drill', 'POST', '/volumes/create', { Name: '/{id}' }],
  ['drill', 'DELETE', '/volumes/{id}'],
];

/** Longest silence of Docker, in milliseconds. */
const patience = 10_000;

/**
 * Resolves with a report of each call that plans make: whether Docker allows it. Rejects only when aborted: a call without an
 * answer is `failed`.
 */
export async function checkPermissions(api: DockerApi, { signal }: Context): Promise<CallReport[]> {
  const id = `longshore-probe-${randomUUID()}`;
  return Promise.all(
    calls.map(async ([use, method, path, body]): Promise<CallReport> => {
      const call = `${method} ${path}`;
      try {
        const response = await api.open(method, path.replace('{id}', id), {
          signal,
          silence: patience,
          ...(path.endsWith('/archive') && { query: { path: '/' } }),
          ...(body && { body: JSON.parse(JSON.stringify(body).replace('{id}', id)) as object }),
        });
        response.destroy();
        return { call, use, state: 'allowed' };
      } catch (error) {
        if (signal.aborted || !AppError.is(error)) throw error;
        return { call, use, ...judge(error) };
      }
    }),
  );
}

/**
 * Returns what a refusal of the question means. A Docker Engine that knows nothing of that name (404), or finds fault with the
 * question (400, 409, 500), has allowed it: `allowed`. A denial (401, 403, 405, 501, or of the connection), and HTML with a 404
 * or 409, which a proxy sends: `refused`. Everything else is `failed`.
 */
function judge(error: AppError): Pick<CallReport, 'state' | 'detail'> {
  const detail = error.detail?.slice(0, 200);
  const said = { ...(detail !== undefined && detail !== '' && { detail }) };
  const status = 'status' in error.params ? Number(error.params['status']) : 0;
  if (error.code === 'denied' || status === 405 || status === 501) return { state: 'refused', ...said };
  if (error.key === 'tool-failed.engine')
    return status === 400 || status === 500 ? { state: 'allowed' } : { state: 'failed', ...said };
  if (error.key !== 'not-found.on-engine' && error.key !== 'conflict.engine') return { state: 'failed', detail: error.key };
  return detail?.startsWith('<') ? { state: 'refused', ...said } : { state: 'allowed' };
}
