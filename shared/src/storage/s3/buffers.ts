import { collectAndGoOn } from '../../machine/collectMemory.ts';

const MiB = 1 << 20;

/** What all uploads of a storage may hold beyond the two buffers that each of them has. */
export class Budget {
  #left = 16 * MiB;

  /** Returns whether so many bytes were left; then they are taken. */
  take(bytes: number): boolean {
    if (this.#left < bytes) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

/**
 * The part buffers of one upload, used again and again. It always has two, so that one is sent while the other fills and
 * no upload waits for another; more only as far as the budget goes.
 */
export class PartBuffers implements Disposable {
  readonly #budget: Budget;
  readonly #idle: Buffer[] = [];
  #size = 0;
  #count = 0;
  /** Bytes that come from the budget. */
  #lent = 0;
  /** Buffers that are being filled or sent. */
  #out = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** Returns a buffer of exactly that size in bytes; undefined when one that is in use has to come back first. */
  take(size: number): Buffer | undefined {
    if (size !== this.#size) {
      // Parts grow. Those of the old size have to come back and go first, or both would take memory for a while.
      if (this.#out > 0) return undefined;
      const grows = this.#size > 0;
      this.#forget(size);
      if (grows) collectAndGoOn(globalThis.gc);
    }
    const buffer = this.#idle.pop() ?? this.#another(size);
    if (buffer) this.#out += 1;
    return buffer;
  }

  release(buffer: Buffer): void {
    this.#out -= 1;
    if (buffer.length === this.#size) this.#idle.push(buffer);
  }

  #another(size: number): Buffer | undefined {
    if (this.#count >= 2) {
      if (!this.#budget.take(size)) return undefined;
      this.#lent += size;
    }
    this.#count += 1;
    return Buffer.allocUnsafeSlow(size);
  }

  #forget(size: number): void {
    this.#idle.length = 0;
    this.#count = 0;
    this.#size = size;
    this.#budget.giveBack(this.#lent);
    this.#lent = 0;
  }

  [Symbol.dispose](): void {
    this.#forget(0);
  }
}
