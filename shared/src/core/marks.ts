import type { Mark } from '../api/answers.ts';
import type { ParamsOf } from '../api/contract.ts';
import { changeConfig } from '../config/change.ts';
import { marksOf } from '../config/marks.ts';
import type { Config } from '../config/config.ts';
import type { Context } from '../context.ts';
import type { Places } from '../config/userFolders.ts';
import { version } from '../version.ts';
import type { Hosts } from './hosts.ts';
import { type FoundStack, listStacks, stackNamed } from './stacks.ts';
import { fullName, nameAmong } from '../model/stackId.ts';

/**
 * Writes the mark of a stack into this machine's configuration, or removes it for null, and resolves with the mark that counts now:
 * for a stack that is gone `production`, unmarked. Rejects with `not-found.stack` or `ambiguous.stack`, and as {@link Hosts.get}
 * and {@link changeConfig} do. A stack that is gone can only lose its mark: a typing error must not look like success.
 */
export async function markStack(
  params: ParamsOf<'mark'>,
  from: { hosts: Hosts; config: Config; places: Places },
  ctx: Context,
): Promise<Mark> {
  const { stack: name, environment } = params;
  const host = await from.hosts.get(params.host);
  const all = await listStacks(host, from.config, ctx);
  const gone =
    environment === null &&
    !all.some((stack) => stack.id.name === name || fullName(stack) === name) &&
    `${host.name}/${name}` in from.config.stacks;
  const stack = gone ? undefined : stackNamed(name, all, host.name);
  const key = stack ? keyOf(stack, all) : `${host.name}/${name}`;
  const changed = await write(key, environment, from);
  const marks = stack ? marksOf(changed, host.name, stack.id) : undefined;
  return {
    host: host.name,
    stack: stack?.id.name ?? name,
    environment: marks?.environment ?? 'production',
    marked: marks?.marked ?? false,
    ...(marks?.markedBy !== undefined && { by: marks.markedBy }),
  };
}

/**
 * Returns the key of a stack in the configuration, on its host only: a stack of that name elsewhere may be production. It has the
 * hash where that host has two of the name.
 */
const keyOf = (stack: FoundStack, all: FoundStack[]): string => `${stack.host.name}/${nameAmong(all, stack)}`;

async function write(
  key: string,
  environment: Mark['environment'] | null,
  { config, places }: { config: Config; places: Places },
): Promise<Config> {
  const writer = `longshore/${version}`;
  const path = ['stacks', key, 'environment'];
  if (environment !== null) return changeConfig(places, path, environment, writer);
  const { environment: marked, ...others } = config.stacks[key] ?? {};
  if (marked === undefined) return config;
  // Nothing else was said of it: no empty entry stays.
  return changeConfig(places, Object.keys(others).length === 0 ? path.slice(0, 2) : path, undefined, writer);
}
