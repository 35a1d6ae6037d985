import type { Journal } from './journal.ts';

const window = 5000;
const interval = 250;

/** Bytes of one service in one phase, told to the journal at most four times a second with the rate of the last seconds. */
export class Meter {
  readonly #journal: Journal;
  readonly #service: string;
  readonly #phase: string;
  #total: number | undefined;
  #bytes = 0;
  #told = 0;
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

  add(bytes: number): void {
    this.#bytes += bytes;
    const now = performance.now();
    if (now - this.#told < interval) return;
    this.#samples.push({ at: now, bytes: this.#bytes });
    this.#samples = this.#samples.filter((sample, index) => now - sample.at < window || index === this.#samples.length - 1);
    this.#tell(now);
  }

  /** All was moved: the total was an estimate, and is known now. */
  complete(): void {
    if (this.#total !== undefined) this.#total = this.#bytes;
    this.end();
  }

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
