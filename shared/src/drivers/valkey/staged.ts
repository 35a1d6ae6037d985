import { cleanupContext, type Context } from '../../context.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { ChangeRef, Staged, Target } from '../driver.ts';
import { discard } from './change.ts';
import { exchangeFiles, stateOf, type Exchange } from './exchange.ts';
import type { Server } from './server.ts';
import { settle } from './settle.ts';
import type { TrialServer } from './trial.ts';

interface Parts {
  target: Target;
  /** As it was before. */
  server: Server;
  ref: ChangeRef;
  exchange: Exchange;
  /** Undefined when nobody counted the replacement. */
  expected: Inventory | undefined;
  trial: (ctx: Context) => Promise<TrialServer>;
  ctx: Context;
}

/** Files that lie ready beside the live ones. */
export function stagedFiles({ target, server, ref, exchange, expected, trial, ctx: outer }: Parts): Staged {
  return {
    ref,
    inventory: async (ctx) => {
      await using loaded = await trial(ctx);
      return loaded.inventory(ctx);
    },
    swap: async (ctx) => {
      await exchangeFiles(target, exchange, 'forward', ctx);
      return ref;
    },
    settle: (ctx) => settle(target, server, expected, ctx),
    [Symbol.asyncDispose]: async () => {
      const ctx = cleanupContext(outer);
      if ((await stateOf(target, exchange, ctx)) === 'staged') await discard(target, ref, 'staged', ctx);
    },
  };
}
