import type { Journal } from './journal.ts';

const window = 5000;
/** Milliseconds between two reports: of a long phase fewer, because a journal is kept for months. */
const interval = { shortest: 250, longest: 2500, share: 1 / 2400 };

/**
 * Bytes of one service in one phase, told to the journal with the rate of the last seconds: at most four times a second in the
 * first ten minutes, and every 2.5 s from 100 minutes on.
 */
export class Meter {
  readonly #journal: Journal;
  readonly #service: string;
  readonly #phase: string;
  #total: number | undefined;
  #bytes = 0;
  #told = 0;
  readonly #begun = performance.now();
  #samples: { at: number; bytes: number }[] = [{ at: performance.now(), bytes: 0 }];

  constructor(journal: Journal, service: string, phase: string, total: number | undefined) {
    this.#journal = journal;
    this.#service = service;
    this.#phase = phase;
    this.#total = total;
    this.#tell(performance.now());
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds bytes that were moved, and reports when it is time. Never throws: a report that cannot be written is lost. */
  add(bytes: number): void {
    this.#bytes += bytes;
    const now = performance.now();
    const { shortest, longest, share } = interval;
    if (now - this.#told < Math.min(longest, Math.max(shortest, (now - this.#begun) * share))) return;
    this.#samples.push({ at: now, bytes: this.#bytes });
    this.#samples = this.#samples.filter((sample, index) => now - sample.at < window || index === this.#samples.length - 1);
    this.#tell(now);
  }

  /** Reports that all was moved: the total was an estimate, and is known now. */
  complete(): void {
    if (this.#total !== undefined) this.#total = this.#bytes;
    this.end();
  }

  /** Reports the last time, at once. */
  end(): void {
    this.#tell(performance.now());
  }

  #tell(now: number): void {
    this.#told = now;
    const [first] = this.#samples;
    const seconds = first ? (now - first.at) / 1000 : 0;
    const rate = first && seconds > 0 ? Math.max(0, (this.#bytes - first.bytes) / seconds) : 0;
    void this.#journal
      .write({
        type: 'progress',
        service: this.#service,
        phase: this.#phase,
        bytes: this.#bytes,
        rate,
        ...(this.#total !== undefined && { total: this.#total }),
      })
      .catch(() => undefined);
  }
}
