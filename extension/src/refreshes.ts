/** Milliseconds between two refreshes: what moves is read, not watched frame by frame. */
const apart = 250;
/** Milliseconds after which the editor, told to read, and not having asked anything, is told again. */
const patience = 10_000;

/**
 * When a list is to be read again: at once, and after that once for all that asks meanwhile. The editor reads as often as it
 * is told, one time after the other: told more often than it can read, it would show what was there minutes ago. It forgets
 * the rows that it shows as soon as it is told, so it is told when the next ones are there: what somebody chooses in a menu
 * meanwhile would be about nothing. And what nobody looks at is not read.
 */
export class Refreshes {
  readonly #prepare: () => Promise<unknown>;
  readonly #tell: () => void;
  #due: NodeJS.Timeout | undefined;
  #visible = false;
  /** Somebody asked who could not be served yet. */
  #wanted = false;
  #toldAt = Number.NEGATIVE_INFINITY;
  /** Told, and has not asked for the first rows since. */
  #told = false;
  #reading = 0;

  /** `prepare` reads the next rows, and never rejects. */
  constructor(prepare: () => Promise<unknown>, tell: () => void) {
    this.#prepare = prepare;
    this.#tell = tell;
  }

  ask(): void {
    if (!this.#visible || this.#busy()) {
      this.#wanted = true;
      return;
    }
    this.#due ??= setTimeout(() => void this.#fire(), Math.max(0, this.#toldAt + apart - performance.now()));
  }

  /** Whether somebody looks at the list. */
  show(visible: boolean): void {
    this.#visible = visible;
    this.#told = false;
    this.#serve();
  }

  /** Rows are being read: the first ones, or those below another. */
  async read<T>(rows: 'first' | 'below', work: () => Promise<T>): Promise<T> {
    if (rows === 'first') this.#told = false;
    this.#reading += 1;
    try {
      return await work();
    } finally {
      this.#reading -= 1;
      this.#serve();
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#due);
  }

  #busy(): boolean {
    return this.#reading > 0 || (this.#told && performance.now() - this.#toldAt < patience);
  }

  #serve(): void {
    if (this.#wanted) this.ask();
  }

  async #fire(): Promise<void> {
    this.#due = undefined;
    this.#wanted = false;
    this.#reading += 1;
    await this.#prepare();
    this.#reading -= 1;
    this.#told = true;
    this.#toldAt = performance.now();
    this.#tell();
  }
}
