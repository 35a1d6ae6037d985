import { addAbortSignal, type Duplex, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { frames, Tail } from './demux.ts';
import { abortion, connectionFailure } from './failure.ts';
import type { ExecIO, HostAddress } from './host.ts';

/** A command on an engine, reached through a multiplexed connection. */
export interface Process {
  address: HostAddress;
  /** For people. */
  tool: string;
  container: string;
  /** Starts it. */
  connect(signal: AbortSignal): Promise<Duplex>;
  /** What its output ends with when it is whole, before the three digits of the exit code; see {@link marked}. */
  mark: string | undefined;
  /** Asked when the output has ended without a mark; undefined when it still runs. */
  exitCode(signal: AbortSignal): Promise<number | undefined>;
  /** Ends it with its children unless nothing can be left of it, and removes what was made for it. Idempotent. */
  release(nothingLeft: boolean): Promise<void>;
}

/**
 * The command, wrapped by a shell that writes the mark and the exit code after its output. A cut connection looks exactly
 * like the end of the output, and the engine then drains what the command still writes: without a mark, half a dump whose
 * command exits with 0 could not be told from a whole one.
 */
export const marked = (mark: string, argv: string[]): string[] => [
  'sh',
  '-c',
  `"$@"; code=$?; printf '%s%03d' '${mark}' "$code"; exit "$code"`,
  'sh',
  ...argv,
];

const errorBytes = 8 * 1024;

/** Standard output of the process; returns only when it exited with 0 and every byte has come. */
export async function* output(process: Process, ctx: Context, io: ExecIO, signal: AbortSignal): AsyncGenerator<Buffer> {
  let released = false;
  let neverRan = false;
  try {
    yield* attached(process, io, signal);
    await process.release(true);
    released = true;
  } catch (error) {
    neverRan = AppError.is(error, 'tool-missing');
    throw signal.aborted ? abortion(ctx.signal.aborted ? ctx.signal : signal) : error;
  } finally {
    io.stdin?.destroy();
    if (!released) await process.release(neverRan).catch((error: unknown) => warn(process, error, ctx));
  }
}

const warn = ({ tool, container }: Process, error: unknown, { log }: Context): void =>
  log.warn('could not clean up after a command', { tool, container, error: String(error) });

async function* attached(process: Process, io: ExecIO, signal: AbortSignal): AsyncGenerator<Buffer> {
  const socket = await process.connect(signal);
  if (signal.aborted) socket.destroy();
  addAbortSignal(signal, socket);
  const feeding = io.stdin && feed(io.stdin, socket);
  const ending = new Tail(process.mark === undefined ? 0 : process.mark.length + 3);
  const stderr = new Tail(errorBytes);
  let head = Buffer.alloc(0);
  let broken: unknown;
  try {
    for await (const { stderr: isError, data } of frames(socket as AsyncIterable<Buffer>)) {
      if (isError) {
        io.onStderr?.(data);
        for (const _ of stderr.push(data));
        continue;
      }
      if (head.length === 0) head = Buffer.from(data.subarray(0, errorBytes));
      yield* ending.push(data);
    }
  } catch (cause) {
    if (signal.aborted) throw cause;
    broken = cause;
  }
  if (feeding?.failure !== undefined) throw feeding.failure;

  const whole = process.mark !== undefined && ending.held.toString('latin1').startsWith(process.mark);
  const exitCode = whole ? Number(ending.held.subarray(-3)) : await process.exitCode(signal);
  if (exitCode === undefined || (exitCode === 0 && !whole && (process.mark !== undefined || broken !== undefined))) {
    throw connectionFailure(broken, process.address);
  }
  if (exitCode !== 0) throw failed(process, exitCode, stderr.held.length > 0 || whole ? stderr.held : head, io.env);
}

/** A process whose output has ended is gone within this time, or its connection was cut. In milliseconds. */
const grace = 5_000;

/** Asks until there is an exit code; undefined when it still runs after a grace. */
export async function exitOf(ask: () => Promise<number | undefined>, signal: AbortSignal): Promise<number | undefined> {
  for (const end = Date.now() + grace; ;) {
    const exitCode = await ask();
    if (exitCode !== undefined || Date.now() > end) return exitCode;
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

function failed(process: Process, exitCode: number, said: Buffer, env: Record<string, string> = {}): AppError {
  const { tool, container } = process;
  const detail = withoutSecrets(said.toString().trim(), env);
  const options = detail === '' ? {} : { detail };
  if (exitCode === 126 || exitCode === 127) return new AppError('tool-missing.command', { tool, container }, options);
  return new AppError('tool-failed.command', { tool, container, exitCode }, options);
}

const secretName = /pass|pwd|secret|token|auth|key|credential/i;

function withoutSecrets(text: string, env: Record<string, string>): string {
  const secrets = Object.entries(env).flatMap(([name, value]) => (secretName.test(name) && value !== '' ? [value] : []));
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
