import type { HostReport } from '../api/answers.ts';
import type { ParamsOf, ResultOf } from '../api/contract.ts';
import { HostConfig, Name } from '../config/schema.ts';
import { changeConfig } from '../config/change.ts';
import type { Config } from '../config/config.ts';
import type { Context } from '../context.ts';
import { AppError, toErrorInfo } from '../errors.ts';
import { addressText, listContexts, parseAddress } from '../hosts/connect.ts';
import type { HostInfo } from '../hosts/host.ts';
import { survey } from '../hosts/survey.ts';
import type { Places } from '../config/userFolders.ts';
import { message } from '../text/message.ts';
import { version } from '../version.ts';
import { Hosts } from './hosts.ts';

interface Sources {
  hosts: Hosts;
  config: Config;
  places: Places;
  env: NodeJS.ProcessEnv;
}

const writer = `longshore/${version}`;

/**
 * Resolves with what a host is like, the default one without a name. A failure to reach it is in the report. Rejects with
 * `not-found.host`.
 */
export function testHost({ host, calls }: ParamsOf<'testHost'>, { hosts }: Sources, ctx: Context): Promise<HostReport> {
  return report(hosts.nameOf(host), hosts, calls, ctx);
}

async function report(name: string, hosts: Hosts, calls: boolean, ctx: Context): Promise<HostReport> {
  const host = await hosts.summaryOf(name);
  try {
    const { info, error, ...found } = await survey(await hosts.address(name), ctx, { calls });
    return { host, ...found, ...(info && { engine: aboutEngine(info) }), ...(error && { error: toErrorInfo(error) }) };
  } catch (error) {
    if (!AppError.is(error) || ctx.signal.aborted) throw error;
    return { host, findings: [], calls: [], error: toErrorInfo(error) };
  }
}

/** Returns what Docker says of itself, without where it keeps its data: that stays inside. */
function aboutEngine(info: HostInfo): HostReport['engine'] {
  const { root: _, ...about } = info;
  return about;
}

/**
 * Writes a host into the configuration once it was tested as it will be used, and resolves with the report. `added` is false for
 * a trial, and, unless `untested`, for a report with an error. Rejects with `conflict.host-exists`, with `usage` for a name, an
 * address, a secret or fields that do not go together, with `usage.docker-config` when Docker's own settings cannot be read, or as
 * {@link changeConfig} does: then the host may be there, but not as the default one.
 */
export async function addHost(params: ParamsOf<'addHost'>, from: Sources, ctx: Context): Promise<ResultOf<'addHost'>> {
  const { config, places, env } = from;
  const { name } = params;
  if (!Name.safeParse(name).success) throw new AppError('usage.host-name', { host: name });
  if (name in config.hosts) {
    throw new AppError('conflict.host-exists', { host: name }, { hint: message('hint.host-remove', { host: name }) });
  }
  const entry = await entryOf(params, env);
  await using trial = new Hosts({ ...config, hosts: { ...config.hosts, [name]: entry } }, env);
  const found = await report(name, trial, true, ctx);
  if (params.trial || (found.error && !params.untested)) return { ...found, added: false };
  await changeConfig(places, ['hosts', name], entry, writer);
  if (params.default) await changeConfig(places, ['default', 'host'], name, writer);
  // It may have been the name of a Docker context until now.
  await from.hosts.forget(name);
  return { ...found, host: { ...found.host, default: params.default ?? false }, added: true };
}

/** Resolves with the host as the configuration holds it. Rejects with `usage` when it could not be read from there again. */
async function entryOf(params: ParamsOf<'addHost'>, env: NodeJS.ProcessEnv): Promise<HostConfig> {
  const { tls, identity, passphrase, password, environment } = params;
  const entry = {
    ...(await placeOf(params.address, env)),
    ...(tls && { tls }),
    ...(identity !== undefined && { identity }),
    ...(passphrase !== undefined && { passphrase }),
    ...(password !== undefined && { password }),
    ...(environment && { environment }),
  };
  const checked = HostConfig.safeParse(entry);
  if (checked.success) {
    const { ssh, context, tcp } = checked.data;
    if (tls && tcp === undefined) throw new AppError('usage.host-tls', {});
    const forSsh = identity ?? passphrase ?? password;
    if (forSsh !== undefined && ssh === undefined && context === undefined) throw new AppError('usage.host-ssh', {});
    return checked.data;
  }
  const field = String(checked.error.issues[0]?.path[0] ?? '');
  // What was given instead of a reference may be the secret itself.
  throw new AppError('usage.host-secret', { field });
}

async function placeOf(address: string, env: NodeJS.ProcessEnv): Promise<Pick<HostConfig, 'socket' | 'tcp' | 'ssh' | 'context'>> {
  if ((await listContexts({ env })).some(({ name }) => name === address)) return { context: address };
  const parsed = parseAddress(address);
  switch (parsed.type) {
    case 'socket':
      return { socket: parsed.path };
    case 'tcp':
      return { tcp: addressText(parsed) };
    case 'ssh':
      return { ssh: addressText(parsed) };
  }
}

/**
 * Removes a host from the configuration. The default becomes the usual one when it was this. Rejects with `not-found.host-entry`,
 * and as {@link changeConfig} does: then the default may be the usual one already.
 */
export async function removeHost({ host }: ParamsOf<'removeHost'>, from: Sources): Promise<void> {
  const { config, places, hosts } = from;
  if (!(host in config.hosts)) throw new AppError('not-found.host-entry', { host, hosts: Object.keys(config.hosts) });
  if (config.defaultHost === host) await changeConfig(places, ['default', 'host'], undefined, writer);
  await changeConfig(places, ['hosts', host], undefined, writer);
  await hosts.forget(host);
}
