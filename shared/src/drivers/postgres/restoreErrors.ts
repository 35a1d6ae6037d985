const refusal = 'pg_restore: error: could not execute query: ';
const failure = /^pg_restore: (error|fatal): /;
const command = 'Command was: ';
/** What it fills is made from other data and can be made again: a restore without it has lost nothing. */
const dispensable = 'REFRESH MATERIALIZED VIEW ';
const total = /^pg_restore: warning: errors ignored on restore: \d+$/;
const longest = 8 * 1024;

/** What the server says next: a row in what it said before may have several lines. */
const further = String.raw`(?=\n(?:[A-Z]+: |Command was: |pg_restore: )|(?![^]))`;
const failingRow = new RegExp(String.raw`^(DETAIL:  Failing row contains )[^]*?${further}`, 'gm');
const copiedRow = new RegExp(String.raw`^(CONTEXT:  COPY .*?, line \d+)[,:][^]*?${further}`, 'gm');

/** Returns what a server says of a refused row without the row. The key of an index or a foreign key stays: it is what people look for. */
export const withoutRows = (said: string): string => said.replace(failingRow, '$1(…)').replace(copiedRow, '$1');

/**
 * Listens to the standard error of a `pg_restore` that goes on after errors, and tells those that it may go on after from
 * all others. A refused statement is named after the error.
 */
export class RestoreErrors {
  /** Materialised views that could not be filled, as SQL names them. */
  readonly unfilled: string[] = [];
  /** What was said from the first error on that is not acceptable. */
  #complaint = '';
  /** Lines of an error whose statement has not been named yet. */
  #pending = '';
  #unfinished = '';
  /** The refused statement is not at its end yet. */
  #naming = false;
  #summed = false;

  /** Takes a chunk of standard error. Returns false when the restore must not go on, and why is said. */
  hear(chunk: Buffer): boolean {
    const lines = (this.#unfinished + chunk.toString()).split('\n');
    this.#unfinished = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    return this.#complaint === '' || this.#naming;
  }

  /**
   * Returns whether an exit code other than 0 means nothing but acceptable errors. False as long as `pg_restore` has not summed
   * them up.
   */
  get acceptable(): boolean {
    return this.#summed && this.#complaint === '' && this.#pending === '' && this.unfilled.length > 0;
  }

  /**
   * Returns what was said from the first error on that is not acceptable, or not explained yet, about 8 KiB of it. Empty when there
   * is none.
   */
  get complaint(): string {
    return (this.#complaint || this.#pending).trim();
  }

  #line(line: string): void {
    if (this.#complaint !== '') {
      this.#naming &&= line !== '' && this.#complaint.length < longest;
      if (this.#complaint.length < longest) this.#complaint += `${line}\n`;
    } else if (failure.test(line)) {
      if (this.#pending === '' && line.startsWith(refusal)) this.#pending = `${line}\n`;
      else this.#complaint = `${this.#pending}${line}\n`;
    } else if (this.#pending !== '' && line.startsWith(command)) {
      const statement = line.slice(command.length);
      if (statement.startsWith(dispensable)) this.unfilled.push(statement.slice(dispensable.length).replace(/;$/, ''));
      else {
        this.#complaint = `${this.#pending}${line}\n`;
        this.#naming = true;
      }
      this.#pending = '';
    } else if (this.#pending !== '' && this.#pending.length < longest) {
      this.#pending += `${line}\n`;
    } else if (total.test(line)) {
      this.#summed = true;
    }
  }
}
