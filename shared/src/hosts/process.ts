import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { frames, StreamCut } from './demux.ts';
import { connectionFailure } from './failure.ts';
import { feed } from './feed.ts';
import type { ExecIO, HostAddress } from './host.ts';
import type { EndMark } from './endMark.ts';
import { inBatches } from './batches.ts';
import { redact } from './redact.ts';

/** A command on a host, reached through a multiplexed connection. */
export interface Process {
  address: HostAddress;
  /** For people. */
  tool: string;
  container: string;
  /** Starts it, and resolves with the connection to its input and output. Rejects when Docker does not start it. */
  connect(signal: AbortSignal): Promise<Duplex>;
  /** What its output ends with; undefined where there is no shell to write it. */
  mark: EndMark | undefined;
  /**
   * Resolves with its exit code; undefined while it runs, and when it is unknown. Asked when the output has ended without a mark.
   */
  exitCode(signal: AbortSignal): Promise<number | undefined>;
  /** Ends what may be left of it, and removes what was made for it. Rejects when that fails. Idempotent. */
  release(left: Left): Promise<void>;
}

/** What may still run: a command that failed by itself may leave children behind. */
export type Left = 'nothing' | 'children' | 'everything';

/** How much of standard error goes into an error. */
const errorBytes = 8 * 1024;

/**
 * Yields the standard output of the process; ends only when it exited with 0 and every byte has come; but without a mark, a cut
 * that looks like an end goes unnoticed. Throws `tool-failed.command` for another exit code, `tool-missing.command` for 126 and
 * 127, the failure of the connection, the input's own error (`corrupt.input` without one), what `connect` or `exitCode` rejects
 * with, or what `release` does after a success. A clean-up that fails after a failure is only logged.
 */
export async function* output(process: Process, ctx: Context, io: ExecIO, signal: AbortSignal): AsyncGenerator<Buffer> {
  const state: { left: Left; released: boolean; socket?: Duplex } = { left: 'everything', released: false };
  try {
    state.socket = await process.connect(signal);
    yield* attached(process, state.socket, io, signal, (left) => (state.left = left));
    await process.release('nothing');
    state.released = true;
  } finally {
    if (!state.released) {
      // The connection stays open until the process is dead: its end would look like the end of the input, and a command
      // would set to work with half of it. Nor may Docker wait for us to read.
      state.socket?.resume();
      await process.release(state.left).catch((error: unknown) => warn(process, error, ctx));
    }
    state.socket?.destroy();
  }
}

const warn = ({ tool, container }: Process, error: unknown, { log }: Context): void =>
  log.warn('could not clean up after a command', { tool, container, error: String(error) });

async function* attached(
  process: Process,
  socket: Duplex,
  io: ExecIO,
  signal: AbortSignal,
  exited: (left: Left) => void,
): AsyncGenerator<Buffer> {
  const feeding = io.stdin && feed(io.stdin, socket);
  const stopped = feeding ? AbortSignal.any([signal, feeding.failed]) : signal;
  let stderr: Buffer = Buffer.alloc(0);
  let head: Buffer | undefined;
  let cut: StreamCut | undefined;
  try {
    for await (const { stderr: isError, data } of frames(inBatches(socket, stopped))) {
      if (isError) {
        io.onStderr?.(data);
        stderr = Buffer.concat([stderr, data]).subarray(-errorBytes);
        continue;
      }
      head ??= Buffer.from(data.subarray(0, errorBytes));
      if (process.mark) yield* process.mark.strip(data);
      else yield data;
    }
  } catch (error) {
    if (!(error instanceof StreamCut)) throw error;
    cut = error;
  }
  signal.throwIfAborted();
  const { tool, container } = process;
  if (feeding?.failed.aborted) {
    const cause: unknown = feeding.failed.reason;
    throw io.stdin?.errored ?? new AppError('corrupt.input', { tool, container }, { cause });
  }

  const told = process.mark?.exitCode;
  const exitCode = told ?? (await settled(() => process.exitCode(signal), cut ? 0 : grace, signal));
  // A command that exits well has written the mark; without one, at least the connection must have ended well.
  const isCut = told === undefined && exitCode === 0 && (process.mark ?? cut) !== undefined;
  if (exitCode === undefined || isCut) throw connectionFailure(cut?.cause, process.address);
  const cannotRun = exitCode === 126 || exitCode === 127;
  exited(told === undefined && cannotRun ? 'nothing' : 'children');
  if (exitCode === 0) return;
  // Where the command could not even be started, Docker says why on standard output.
  const said = cannotRun && told === undefined && stderr.length === 0 && head ? head : stderr;
  const detail = redact(said.toString().trim(), secretsIn(io.env));
  const options = detail === '' ? {} : { detail };
  if (cannotRun) throw new AppError('tool-missing.command', { tool, container }, options);
  throw new AppError('tool-failed.command', { tool, container, exitCode }, options);
}

/** A process whose output has ended is gone within this time, or its connection was cut. In milliseconds. */
const grace = 5_000;

async function settled(
  ask: () => Promise<number | undefined>,
  patience: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  for (const end = performance.now() + patience; ;) {
    const exitCode = await ask();
    if (exitCode !== undefined || performance.now() >= end) return exitCode;
    await sleep(50, undefined, { signal });
  }
}

const secretName = /pass|pwd|secret|token|auth|key|credential/i;

const secretsIn = (env: Record<string, string> = {}): string[] =>
  Object.entries(env).flatMap(([name, value]) => (secretName.test(name) ? [value] : []));
