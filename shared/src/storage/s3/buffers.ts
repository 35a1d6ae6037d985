const MiB = 1 << 20;

/** What all uploads of a storage may hold beyond the two buffers that each of them has. */
export class Budget {
  #left = 16 * MiB;

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
  #lent = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** A buffer of exactly that size; undefined when one that is in use has to come back first. */
  take(size: number): Buffer | undefined {
    // Parts grow. Smaller ones that are still being sent are dropped when they come back.
    if (size !== this.#size) this.#forget(size);
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#count >= 2) {
      if (!this.#budget.take(size)) return undefined;
      this.#lent += size;
    }
    this.#count += 1;
    return Buffer.allocUnsafeSlow(size);
  }

  release(buffer: Buffer): void {
    if (buffer.length === this.#size) this.#idle.push(buffer);
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
