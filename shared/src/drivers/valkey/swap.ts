import { cleanupContext, type Context } from '../../context.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { ChangeRef, Staged } from '../driver.ts';
import { type Exchange, discard, exchangeFiles, stateOf } from '../exchange.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { connect } from './connect.ts';
import type { Server } from './server.ts';
import { awaitSave, startSave } from './save.ts';
import { assertServing, type Serving } from './serving.ts';
import { settle } from './settle.ts';
import type { TrialServer } from './trialServer.ts';

interface Parts {
  target: ServerTarget;
  /** As it was before. */
  server: Server;
  ref: ChangeRef;
  exchange: Exchange;
  /** Undefined when the replacement was not counted, `proven` when only its proof will. */
  expected: Inventory | 'proven' | undefined;
  trial: (ctx: Context) => Promise<TrialServer>;
  /** Hashes of the replacement that may be gone by the time of its load, uncounted: `RdbSummary.fading`. */
  fading: number;
  serving: Serving;
  watchSeconds: number | undefined;
  ctx: Context;
}

/**
 * Returns files that lie ready beside the live ones, as a replacement. Its `inventory` loads them into a throw-away server and
 * rejects as {@link startTrial} does when that fails. Its `swap` rejects as {@link exchangeFiles} does. Disposing it removes
 * the files while they are merely staged and were made for this change, does nothing in any other state, and rejects as
 * {@link exchangeFiles} does.
 */
export function stagedFiles({
  target,
  server,
  ref,
  exchange,
  expected,
  trial,
  fading,
  serving,
  watchSeconds,
  ctx: outer,
}: Parts): Staged {
  let counted = expected === 'proven' ? undefined : expected;
  return {
    ref,
    ...(watchSeconds !== undefined && { watchSeconds }),
    inventory: async (ctx) => {
      await using loaded = await trial(ctx);
      const found = await loaded.inventory(ctx);
      if (expected === 'proven') counted = found;
      return found;
    },
    beforeStop: (ctx) => saveLiveData(target, server, ctx),
    swap: async (ctx) => {
      await exchangeFiles(target, exchange, 'forward', ctx);
      return ref;
    },
    live: async (ctx) => {
      await settle(target, server, counted, { fading, writers: 'down' }, ctx);
      return undefined;
    },
    settle: (ctx) => settle(target, server, counted, { fading, writers: 'back' }, ctx),
    assertServing: (ctx) => assertServing(target, serving, ctx),
    [Symbol.asyncDispose]: async () => {
      const ctx = cleanupContext(outer);
      if ((await stateOf(target, exchange, ctx)) === 'staged') await discard(target, ref, 'staged', ctx);
    },
  };
}

/**
 * Resolves when the live data is saved, also when a flush or another save took the place of ours; at once where a log holds it.
 * A server without one has its data in memory: it saves them when it stops, if its settings say so and it has the time. So it
 * saves them now, and again at its end if need be: one without save points gets one, which it keeps until it stops. Rejects as
 * {@link connect}, {@link startSave} and {@link awaitSave} do.
 */
async function saveLiveData(target: ServerTarget, { files, save }: Server, ctx: Context): Promise<void> {
  if (files.log) return;
  await using session = await connect(target, ctx);
  await awaitSave(session, target.service.name, files.dir, await startSave(session, target.service.name, ctx.signal), ctx.signal);
  // Until the stop, only: what is set at run time does not outlive it.
  if (save === '') await session.command('CONFIG', 'SET', 'save', '3600 1');
}
