/** Milliseconds between two refreshes: what moves is read, not watched frame by frame. */
const apart = 250;

/**
 * When a list is read again: at once, and after that once for everything that asks meanwhile. A list that is not visible is not
 * read.
 */
export class Refreshes {
  readonly #renew: () => Promise<unknown>;
  #due: NodeJS.Timeout | undefined;
  #visible = false;
  /** A question came that could not be served yet. */
  #wanted = false;
  #renewing = false;
  #endedAt = Number.NEGATIVE_INFINITY;

  /** `renew` reads the list. It must never reject. */
  constructor(renew: () => Promise<unknown>) {
    this.#renew = renew;
  }

  /** Asks for the list to be read soon. What is asked while it is hidden or being read is done after that. */
  ask(): void {
    if (!this.#visible || this.#renewing) {
      this.#wanted = true;
      return;
    }
    this.#due ??= setTimeout(() => void this.#fire(), Math.max(0, this.#endedAt + apart - performance.now()));
  }

  /** Takes note that the list became visible, or is no longer. */
  show(visible: boolean): void {
    this.#visible = visible;
    if (this.#wanted) this.ask();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#due);
  }

  async #fire(): Promise<void> {
    this.#due = undefined;
    this.#wanted = false;
    this.#renewing = true;
    await this.#renew();
    this.#renewing = false;
    this.#endedAt = performance.now();
    if (this.#wanted) this.ask();
  }
}
