import { createHash } from 'node:crypto';
import { AppError } from '../../errors.ts';
import type { Group } from './rdbValue.ts';
import type { Session } from './session.ts';

/** Groups of consumers in the streams of a database, folded: names of keys are people's data. */
export interface Groups {
  groups: number;
  /** Equal, in all likelihood, only when each group is in the same stream, at the same entry, with as much pending. */
  groupsDigest: string;
}

/** In so many keys, a walk over all of them for streams takes about a second. */
const quicklyWalked = 500_000;

/** Returns whether {@link askGroups} takes about a second at most. */
export const isQuicklyWalked = (databases: readonly { keys: number }[]): boolean =>
  databases.reduce((sum, { keys }) => sum + keys, 0) <= quicklyWalked;

/** Folds groups in any order. */
export class GroupFold {
  #groups = 0;
  #sum = 0n;

  /** Adds a group by its {@link groupHash}. */
  add(hash: string): void {
    this.#groups += 1;
    this.#sum = BigInt.asUintN(64, this.#sum + BigInt(`0x${hash.slice(0, 16)}`));
  }

  /** Returns all that were added. */
  groups(): Groups {
    return { groups: this.#groups, groupsDigest: this.#sum.toString(16).padStart(16, '0') };
  }
}

/** Returns the SHA-1 of a group in lower-case hex, as the script makes it. */
export function groupHash(key: Buffer, name: Buffer, { consumers, pending, last }: Omit<Group, 'name'>): string {
  const hash = createHash('sha1').update(key).update('\0').update(name);
  return hash.update(`\0${consumers}\0${pending}\0${last}`).digest('hex');
}

/** One step of a walk over all streams: where the next one begins, and the hash of each group. It only reads. */
const script = `
local found = redis.call('SCAN', ARGV[1], 'TYPE', 'stream', 'COUNT', '1000')
local reply = {found[1]}
for _, key in ipairs(found[2]) do
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', key)) do
    local facts = {}
    for at = 1, #group - 1, 2 do facts[group[at]] = group[at + 1] end
    local numbers = string.format('\\0%d\\0%d\\0', facts['consumers'], facts['pending'])
    reply[#reply + 1] = redis.sha1hex(key .. '\\0' .. facts['name'] .. numbers .. facts['last-delivered-id'])
  end
end
return reply`
  .trim()
  .split('\n')
  .map((line) => line.trim())
  .join(' ');

/**
 * Resolves with the groups of each of these databases, for which the server goes over all its keys, a thousand at a time. Undefined
 * when it lets us run no scripts, or cannot look for streams, as before version 6. Leaves database 0 selected. Rejects as
 * {@link Session.command} does for all else.
 */
export async function askGroups(session: Session, databases: readonly number[]): Promise<Map<number, Groups> | undefined> {
  const found = new Map<number, Groups>();
  try {
    for (const index of databases) {
      if (databases.some((each) => each > 0)) await session.command('SELECT', String(index));
      found.set(index, await groupsOf(session));
    }
    return found;
  } catch (error) {
    if (!AppError.is(error) || !(error.code === 'denied' || error.code === 'unsupported' || isReply(error))) throw error;
    return undefined;
  } finally {
    if (databases.some((each) => each > 0)) await session.command('SELECT', '0');
  }
}

const isReply = ({ key }: AppError): boolean => key === 'tool-failed.valkey-reply';

async function groupsOf(session: Session): Promise<Groups> {
  const fold = new GroupFold();
  // A walk may come to a key twice, as when a table of keys shrinks meanwhile.
  const seen = new Set<string>();
  let cursor = '0';
  do {
    const [next = '0', ...hashes] = await session.command('EVAL', script, '0', cursor);
    for (const hash of hashes) seen.add(hash);
    cursor = next;
  } while (cursor !== '0');
  for (const hash of seen) fold.add(hash);
  return fold.groups();
}
