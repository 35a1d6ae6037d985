/** How a character looks: the parameters of "select graphic rendition" that the command line uses. */
export interface Look {
  bold: boolean;
  faint: boolean;
  colour: number | undefined;
}

interface Cell extends Look {
  text: string;
}

const usual: Look = { bold: false, faint: false, colour: undefined };

/** What is on a terminal after everything was written to it, also what was written over. Lines do not wrap. */
export class Screen {
  readonly #lines: Cell[][] = [[]];
  #row = 0;
  #column = 0;
  #look: Look = usual;

  get lines(): readonly (readonly Cell[])[] {
    return this.#lines;
  }

  get text(): string {
    return this.#lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
  }

  write(written: string): void {
    // oxlint-disable-next-line no-control-regex -- Terminals are controlled by it.
    for (const [part, numbers, command] of written.matchAll(/\u001B\[([\d;]*)([A-Za-z])|[^]/gu)) {
      if (command === undefined) this.#put(part);
      else this.#obey(command, (numbers ?? '').split(';').map(Number));
    }
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') {
      this.#row += 1;
      this.#column = 0;
      this.#lines[this.#row] ??= [];
    } else {
      const line = (this.#lines[this.#row] ??= []);
      while (line.length < this.#column) line.push({ ...usual, text: ' ' });
      line[this.#column] = { ...this.#look, text: character };
      this.#column += 1;
    }
  }

  #obey(command: string, numbers: number[]): void {
    const [first = 0] = numbers;
    if (command === 'm') for (const number of numbers) this.#style(number);
    else if (command === 'A') this.#row = Math.max(0, this.#row - Math.max(1, first));
    else if (command === 'J' && first === 0) {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row]?.splice(this.#column);
    } else if (command === 'K' && first === 0) this.#lines[this.#row]?.splice(this.#column);
    else throw new Error(`The terminal of the pictures does not know ${command}.`);
  }

  #style(number: number): void {
    const look = { ...this.#look };
    if (number === 0) Object.assign(look, usual);
    else if (number === 1) look.bold = true;
    else if (number === 2) look.faint = true;
    else if (number === 22) Object.assign(look, { bold: false, faint: false });
    else if (number >= 30 && number <= 37) look.colour = number;
    else if (number === 39) look.colour = undefined;
    else throw new Error(`The terminal of the pictures does not know style ${number}.`);
    this.#look = look;
  }
}
