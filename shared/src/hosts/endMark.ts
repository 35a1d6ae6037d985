import { randomUUID } from 'node:crypto';

/** A byte that text does not hold, so that the answers of an interactive command are never kept waiting. */
const first = 0x1e;
const digits = 3;

/**
 * The end of a whole output: unguessable bytes and the exit code, which a shell writes after the command's own output. A
 * cut connection looks exactly like the end of an output, and Docker then drains what the command still writes:
 * without a mark, half a dump whose command exits with 0 would look like a whole one.
 */
export class EndMark {
  readonly id = randomUUID();
  readonly #bytes = Buffer.concat([Buffer.of(first), Buffer.from(this.id)]);
  #held: Buffer = Buffer.alloc(0);

  /** Returns the command, wrapped so that the mark follows its output. It takes `sh` in the container. */
  wrap(argv: string[]): string[] {
    const script = `"$@"; code=$?; printf '\\036%s%03d' '${this.id}' "$code"; exit "$code"`;
    return ['sh', '-c', script, 'sh', ...argv];
  }

  /** Yields what is certainly output, at most once for each chunk, and holds back what may be the mark. */
  *strip(chunk: Buffer): Generator<Buffer> {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const start = this.#startIn(bytes);
    // A copy, because the rest of the chunk is the reader's.
    this.#held = Buffer.from(bytes.subarray(start));
    if (start > 0) yield bytes.subarray(0, start);
  }

  /** Returns the exit code when the output ended with the whole mark; undefined otherwise. */
  get exitCode(): number | undefined {
    const code = this.#held.subarray(this.#bytes.length).toString('latin1');
    return /^\d{3}$/.test(code) ? Number(code) : undefined;
  }

  #startIn(bytes: Buffer): number {
    const earliest = Math.max(0, bytes.length - this.#bytes.length - digits);
    for (let at = bytes.indexOf(first, earliest); at >= 0; at = bytes.indexOf(first, at + 1)) {
      const candidate = bytes.subarray(at, at + this.#bytes.length);
      if (candidate.equals(this.#bytes.subarray(0, candidate.length))) return at;
    }
    return bytes.length;
  }
}
