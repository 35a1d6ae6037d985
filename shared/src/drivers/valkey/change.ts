import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { ChangeRef, ChangeState } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { exchangeFiles, exchangeOf, stateOf } from './exchange.ts';

export const reconcile = (target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<ChangeState> =>
  stateOf(target, exchangeOf(ref), ctx);

export async function rollback(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<void> {
  await exchangeFiles(target, exchangeOf(ref), 'back', ctx);
}

export async function discard(target: ServerTarget, ref: ChangeRef, what: 'staged' | 'undo', ctx: Context): Promise<void> {
  const exchange = exchangeOf(ref);
  const state = await stateOf(target, exchange, ctx);
  if (state === 'half') throw new AppError('recovery-needed.valkey-half', { service: target.service.name });
  if (what === 'undo' && state === 'swapped') await exchangeFiles(target, exchange, 'drop-undo', ctx);
  // What an earlier change keeps for its own undo stays its.
  if (what === 'staged' && state === 'staged' && exchange.own) await exchangeFiles(target, exchange, 'drop-staged', ctx);
}

export async function undoBytes(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<number> {
  const [kilobytes] = (await exchangeFiles(target, exchangeOf(ref), 'size', ctx)).split(/\s/, 1);
  return Number(kilobytes ?? 0) * 1024;
}
