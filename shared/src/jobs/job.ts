import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { AppError, toErrorInfo } from '../errors.ts';
import { loadConfig } from '../config/config.ts';
import { findPlaces } from '../config/userFolders.ts';
import type { Context } from '../context.ts';
import { addressText, connect, connectLater } from '../hosts/connect.ts';
import type { Host } from '../hosts/host.ts';
import type { Message } from '../model/message.ts';
import { hand } from '../config/secretStore.ts';
import { needsEngine } from '../model/plan.ts';
import { undoUntil } from '../model/undoPeriod.ts';
import { message } from '../text/message.ts';
import { passwordOf } from '../config/passwords.ts';
import { openLater } from '../repository/configured.ts';
import { listen } from './control.ts';
import { execute } from './execute.ts';
import { Journal } from './journal.ts';
import { Ledger, type LedgerEntry } from './ledger.ts';
import { cappedLog } from './log.ts';
import { thisProcess } from '../machine/owner.ts';
import { newRun } from './run.ts';
import { reconnecting } from './reconnecting.ts';
import { readJobFile, undoable } from './store.ts';
import { startWatchdog } from './watchdog.ts';

const log = cappedLog((line) => process.stderr.write(line));

/**
 * Returns what tests use to end the process at a place of its ledger, to prove that any of them may be the last: after a number of
 * entries (`6.5`: before the seventh), or `before` or `after` the first entry of a type or of a stage (`after swapped`).
 */
function dieAt(): (count: number, entry: LedgerEntry) => void {
  const place = process.env['LONGSHORE_TEST_DIE_AFTER'];
  return (count, entry) => {
    const when = Number.isInteger(count) ? 'after' : 'before';
    const what = entry.type === 'change' ? entry.stage : entry.type;
    if (place === String(count) || place === `${when} ${what}`) process.kill(process.pid, 'SIGKILL');
  };
}

const connectionNote = ({ address }: Host, state: 'lost' | 'back'): Message =>
  message(state === 'lost' ? 'note.connection-lost' : 'note.connection-back', { address: addressText(address) });

/** What it is given by name; see `secretStore.ts`. */
const Secrets = z.record(z.string(), z.string());

/**
 * Runs a job's own process: runs the plan in the folder, answers on its socket, and ends. Resolves however the job ended: ledger
 * and journal say how. The ledger stays open when something is left for `recover`; of a success, the journal may lack the end.
 * Rejects when the job cannot begin, or when another end cannot be written down.
 */
export async function job(dir: string): Promise<void> {
  hand(Secrets.parse(JSON.parse(await text(process.stdin))));
  const { file, plan } = await readJobFile(dir);
  // A full disk may take the log, but not the job that is bringing containers back.
  process.stderr.on('error', () => {});
  const cancel = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => cancel.abort());
  const startedAt = new Date();
  const begun = performance.now();
  await using ledger = await Ledger.open(dir, dieAt());
  await using journal = await Journal.open(dir);
  await using control = await listen(file.dataDir, file.job, () => cancel.abort());
  // Only now: a socket that refuses must mean that this process is dead.
  const owner = thisProcess(control.folder);
  if (!owner.folder?.socket) log.info('the control socket is not in the data folder', { socket: control.path });
  await ledger.write({
    type: 'owner',
    version: 1,
    writer: file.writer,
    job: file.job,
    owner,
    socket: control.path,
    ...(plan.stack && { stack: plan.stack }),
  });
  await journal.write({ type: 'started', job: file.job, plan });
  const cancelling = (): void => {
    // A journal that is closed by now has told how the job ended.
    journal.write({ type: 'note', level: 'info', message: message('note.cancelling', {}) }).catch(() => undefined);
  };
  cancel.signal.addEventListener('abort', cancelling, { once: true });
  const ctx: Context = { signal: cancel.signal, log, job: file.job, progress: () => {} };
  try {
    const { name, address } = file.host;
    await using engine = needsEngine(plan.operation) ? await connect(name, address) : connectLater(name, address);
    const host = reconnecting(engine, (state) =>
      journal.write({ type: 'note', level: 'warn', message: connectionNote(engine, state) }),
    );
    await using repository = openLater(file.repository, file.dataDir);
    await using elsewhere = file.source && connectLater(file.source.name, file.source.address);
    const run = newRun({
      job: file.job,
      dataDir: file.dataDir,
      plan,
      owner,
      ctx,
      host,
      source: elsewhere ?? host,
      repository,
      journal,
      ledger,
      startedAt,
      begun,
      // A cancelled job still needs it, to take back what it did.
      password: async (at, stack, service, asking) => passwordOf(await loadConfig(findPlaces()), at, stack, service, asking),
      startWatchdog,
    });
    if (plan.snapshot !== undefined) run.snapshot = await repository.find(plan.snapshot, ctx);
    const result = await execute(run);
    await ledger.write({
      type: 'ended',
      outcome: 'succeeded',
      ...(result.undoUntil !== undefined && { undoUntil: result.undoUntil }),
    });
    await journal.write({ type: 'ended', outcome: 'succeeded', result });
  } catch (error) {
    log.error('the job failed', { error: error instanceof Error ? error.stack : String(error) });
    // A closed ledger says how it ended, though what came after that failed: readers of the journal learn it from there.
    if (ledger.state().ended) return;
    const outcome = cancel.signal.aborted ? 'cancelled' : 'failed';
    // An open ledger is what `recover` looks for: it stays open when something is left to be done.
    if (plan.operation === 'recover' || !AppError.is(error, 'recovery-needed')) {
      const keeps = undoable(plan, ledger.state()).length > 0;
      await ledger.write({ type: 'ended', outcome, ...(keeps && { undoUntil: undoUntil(new Date()) }) });
    }
    const info =
      outcome === 'cancelled' && !AppError.is(error)
        ? toErrorInfo(new AppError('cancelled.by-user', {}, { cause: error }))
        : toErrorInfo(error);
    await journal.write({ type: 'ended', outcome, error: info });
  }
}
