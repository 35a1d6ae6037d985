import type { Readable, Writable } from 'node:stream';
import type { Page } from '../render/page.ts';
import { coloured, plain } from '../render/style.ts';

type Env = Record<string, string | undefined>;
export type OutputStream = Writable & { isTTY?: boolean; columns?: number };
export type InputStream = Readable & { isTTY?: boolean };

/** What the command line reads from and writes to. Results go to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: Face;
  readonly err: Face;
  readonly input: InputStream;
  /** A user at a terminal can answer questions. */
  readonly interactive: boolean;
}

/** One of the two output streams, and what it can show. Nothing that a program reads is cut. */
export interface Face extends Page {
  /** Writes a text as it is. Never throws: what is written after the reader has gone is dropped. */
  readonly write: (text: string) => void;
  /** Writes one or more whole lines in the same way. */
  readonly lines: (...lines: string[]) => void;
  /** Lines that were written can be written over. */
  readonly live: boolean;
}

/** Returns what the command line reads from and writes to, with what each output stream can show. */
export function openTerminal(io: { stdin: InputStream; stdout: OutputStream; stderr: OutputStream; env: Env }): Terminal {
  return {
    out: face(io.stdout, io.env),
    err: face(io.stderr, io.env),
    input: io.stdin,
    interactive: io.stdin.isTTY === true && io.stderr.isTTY === true,
  };
}

function face(stream: OutputStream, env: Env): Face {
  let broken = false;
  // The reader has gone (`longshore jobs | head`). The job that we follow must not suffer from it.
  stream.on('error', () => (broken = true));
  const write = (text: string): void => {
    if (!broken) stream.write(text);
  };
  return {
    write,
    lines: (...lines) => write(lines.map((line) => `${line}\n`).join('')),
    style: wantsColour(stream, env) ? coloured : plain,
    get width() {
      return stream.isTTY ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY;
    },
    live: stream.isTTY === true && env['TERM'] !== 'dumb',
  };
}

function wantsColour(stream: OutputStream, env: Env): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
