import type { Driver } from '../driver.ts';
import { discard, reconcile, rollback, undoBytes } from '../exchange.ts';
import { oneContainer } from '../oneContainer.ts';
import { byHand } from './byHand.ts';
import { prepare } from './capture.ts';
import { fits } from './compatibility.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { trial } from './trial.ts';
import { inspect } from './inspect.ts';
import { reopen } from './reopen.ts';
import { stage } from './stage.ts';
import { contents } from './contents.ts';

/** Valkey and Redis: captured by a background save of the server's own, restored by exchanging its files while it is down. */
export const valkey: Driver = oneContainer({
  kind: 'valkey',
  detect,
  inspect,
  contents,
  prepare,
  fits,
  stage,
  trial,
  parse,
  reopen,
  reconcile,
  rollback,
  discard,
  undoBytes,
  byHand,
});
