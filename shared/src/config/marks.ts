import type { Environment } from '../model/environment.ts';
import type { StackId } from '../model/service.ts';
import { fullName } from '../model/stackId.ts';
import { stackHash } from '../stackHash.ts';
import type { StackConfig } from './schema.ts';
import type { Config } from './config.ts';

/** What the configuration says of a stack. Unmarked stacks count as production. */
export interface Marks extends StackConfig {
  environment: Environment;
  marked: boolean;
  /** The entry that the environment comes from: `stacks.local/shop`, `hosts.lab`. */
  markedBy?: string;
}

/**
 * Returns what the configuration says of a stack on a host. Its entries count more the more exact they are: STACK, HOST/STACK,
 * HOST/STACK-HASH; a field of one replaces that of a less exact one as a whole, as all `passwords`. Without a mark in them the
 * mark of the host counts, without that one production.
 */
export function marksOf(config: Config, host: string, id: StackId): Marks {
  const keys = [id.name, `${host}/${id.name}`, `${host}/${fullName({ id, hash: stackHash(id) })}`];
  const merged: StackConfig = Object.assign({}, ...keys.map((key) => config.stacks[key]));
  const key = keys.findLast((each) => config.stacks[each]?.environment !== undefined);
  const environment = merged.environment ?? config.hosts[host]?.environment;
  if (environment === undefined) return { ...merged, environment: 'production', marked: false };
  return { ...merged, environment, marked: true, markedBy: key === undefined ? `hosts.${host}` : `stacks.${key}` };
}
