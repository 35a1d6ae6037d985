import type { Driver } from '../driver.ts';
import { oneContainer } from '../oneContainer.ts';
import { byHand } from './byHand.ts';
import { prepare } from './capture.ts';
import { fits } from './compatibility.ts';
import { detect } from './detect.ts';
import { inspect } from './inspect.ts';
import { discard, reconcile, rollback, undoBytes } from './reconcile.ts';
import { parse } from './parse.ts';
import { reopen } from './reopen.ts';
import { stage } from './stage.ts';
import { contents } from './contents.ts';
import { trial } from './trial.ts';

/** PostgreSQL 13 to 18. Every tool runs in the server's own container, or in one of the same image. */
export const postgres: Driver = oneContainer({
  kind: 'postgres',
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
