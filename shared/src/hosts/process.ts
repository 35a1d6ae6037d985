import { addAbortSignal, type Duplex, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { frames } from './demux.ts';
import { connectionFailure } from './failure.ts';
import type { ExecIO, HostAddress } from './host.ts';
import type { EndMark } from './mark.ts';

/** A command on an engine, reached through a multiplexed connection. */
export interface Process {
  address: HostAddress;
  /** For people. */
  tool: string;
  container: string;
  /** Starts it. */
  connect(signal: AbortSignal): Promise<Duplex>;
  /** What its output ends with; undefined where there is no shell to write it. */
  mark: EndMark | undefined;
  /** Asked when the output has ended without a mark; undefined while it runs, and when nobody knows. */
  exitCode(signal: AbortSignal): Promise<number | undefined>;
  /** Ends what may be left of it, and removes what was made for it. Idempotent. */
  release(left: Left): Promise<void>;
}

/** What may still run: a command that failed by itself may leave children behind. */
export type Left = 'nothing' | 'children' | 'everything';

/** How much of standard error goes into an error. */
const errorBytes = 8 * 1024;

/** Standard output of the process; returns only when it exited with 0 and every byte has come. */
export async function* output(process: Process, ctx: Context, io: ExecIO, signal: AbortSignal): AsyncGenerator<Buffer> {
  const state: { left: Left | 'released' } = { left: 'everything' };
  try {
    yield* attached(process, io, signal, (left) => (state.left = left));
    await process.release('nothing');
    state.left = 'released';
  } finally {
    const { left } = state;
    if (left !== 'released') await process.release(left).catch((error: unknown) => warn(process, error, ctx));
  }
}

const warn = ({ tool, container }: Process, error: unknown, { log }: Context): void =>
  log.warn('could not clean up after a command', { tool, container, error: String(error) });

async function* attached(
  process: Process,
  io: ExecIO,
  signal: AbortSignal,
  exited: (left: Left) => void,
): AsyncGenerator<Buffer> {
  const socket = await process.connect(signal);
  if (signal.aborted) socket.destroy();
  addAbortSignal(signal, socket);
  const feeding = io.stdin && feed(io.stdin, socket);
  let stderr: Buffer = Buffer.alloc(0);
  let head: Buffer | undefined;
  let broken: unknown;
  try {
    for await (const { stderr: isError, data } of frames(socket as AsyncIterable<Buffer>)) {
      if (isError) {
        io.onStderr?.(data);
        stderr = Buffer.concat([stderr, data]).subarray(-errorBytes);
        continue;
      }
      head ??= Buffer.from(data.subarray(0, errorBytes));
      if (process.mark) yield* process.mark.strip(data);
      else yield data;
    }
  } catch (cause) {
    if (signal.aborted) throw cause;
    broken = cause;
  }
  if (feeding?.failure !== undefined) {
    if (io.stdin?.errored) throw io.stdin.errored;
    throw new AppError('corrupt.input', { tool: process.tool, container: process.container }, { cause: feeding.failure });
  }

  const told = process.mark?.exitCode;
  const exitCode = told ?? (await settled(() => process.exitCode(signal), broken === undefined ? grace : 0, signal));
  // Whoever exits well has written the mark; without one, at least the connection must have ended well.
  const isCut = told === undefined && exitCode === 0 && (process.mark !== undefined || broken !== undefined);
  if (exitCode === undefined || isCut) throw connectionFailure(broken, process.address);
  const cannotRun = exitCode === 126 || exitCode === 127;
  exited(told === undefined && cannotRun ? 'nothing' : 'children');
  if (exitCode === 0) return;
  // Where the command could not even be started, the engine says why on standard output.
  const said = cannotRun && told === undefined && stderr.length === 0 && head ? head : stderr;
  const { tool, container } = process;
  const detail = withoutSecrets(said.toString().trim(), io.env);
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
  for (const end = Date.now() + patience; ;) {
    const exitCode = await ask();
    if (exitCode !== undefined || Date.now() >= end) return exitCode;
    await sleep(50, undefined, { signal });
  }
}

interface Feeding {
  failure?: unknown;
}

/** Copies until the input ends, the process ends, or the input fails, which ends the connection. */
function feed(stdin: Readable, socket: Duplex): Feeding {
  const feeding: Feeding = {};
  const copy = async (): Promise<void> => {
    for await (const chunk of stdin as AsyncIterable<Buffer>) {
      if (socket.destroyed || socket.readableEnded) return;
      if (!socket.write(chunk)) await writable(socket);
    }
    socket.end();
  };
  copy().catch((error: unknown) => {
    if (socket.destroyed || socket.readableEnded) return;
    feeding.failure = error;
    socket.destroy();
  });
  return feeding;
}

/** Resolves when it may be written to again, or never can be. */
function writable(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) socket.off(event, done);
      resolve();
    };
    const events = ['drain', 'end', 'close'];
    for (const event of events) socket.on(event, done);
    if (socket.destroyed || socket.readableEnded) done();
  });
}

const secretName = /pass|pwd|secret|token|auth|key|credential/i;

function withoutSecrets(text: string, env: Record<string, string> = {}): string {
  const secrets = Object.entries(env).flatMap(([name, value]) => (secretName.test(name) && value !== '' ? [value] : []));
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
