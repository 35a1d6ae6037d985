import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { Message } from '../../model/message.ts';
import { message } from '../../text/message.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { whenUp } from '../whenUp.ts';
import { connect } from './connect.ts';
import { countsOf } from './detail.ts';
import { askServer, type Counts, type Server } from './server.ts';
import { isPassing, type Session } from './session.ts';

/**
 * Resolves after the start with warnings: a log that is off, or counts that differ where the server does not say what it loaded,
 * for clients may already be writing. Empty when there are none. Waits while the container is up and lets no client connect.
 * Rejects with `unproven.valkey-start` when it loaded another number of keys, with `unproven.valkey-down` when its container does
 * not run or is started again and again, and else as {@link connect} and {@link askServer} do. `expected`: undefined when the
 * replacement was not counted: then only the log is looked at.
 */
export async function settle(
  target: ServerTarget,
  before: Server,
  expected: Inventory | undefined,
  ctx: Context,
): Promise<Message[]> {
  await using session = await connectWhenUp(target, ctx);
  const now = await askServer(session);
  const service = target.service.name;
  const warnings = before.files.log && !now.files.log ? [message('warning.valkey-log-off', { service })] : [];
  if (!expected) return warnings;
  const counts = countsOf(expected);
  const { rdb_last_load_keys_loaded: loaded, rdb_last_load_keys_expired: expired } = now.info;
  if (loaded === undefined) return [...warnings, ...changes(service, counts, now.databases)];
  const wanted = counts.reduce((sum, { keys }) => sum + keys, 0);
  const found = Number(loaded) + Number(expired);
  if (found !== wanted) throw new AppError('unproven.valkey-start', { service, expected: wanted, found });
  return warnings;
}

/**
 * Returns a warning for each captured database whose number of keys without an expiry is another now. Empty when there is none.
 */
function changes(service: string, expected: Counts[], now: Counts[]): Message[] {
  const lasting = (counts: Counts[]): Map<number, number> =>
    new Map(counts.map(({ index, keys, expiring }) => [index, keys - expiring]));
  const found = lasting(now);
  return [...lasting(expected)].flatMap(([index, keys]) => {
    const there = found.get(index) ?? 0;
    return there === keys ? [] : [message('warning.valkey-changed', { service, database: index, expected: keys, found: there })];
  });
}

/**
 * Resolves with a session. A container that has just been started may not listen yet. Rejects with `unproven.valkey-down` when it
 * has ended, or ends again and again.
 */
const connectWhenUp = (target: ServerTarget, ctx: Context): Promise<Session> =>
  whenUp(
    target.host,
    target.container.id,
    () => connect(target, ctx),
    { isPassing, down: (cause) => new AppError('unproven.valkey-down', { service: target.service.name }, { cause }) },
    ctx,
  );
