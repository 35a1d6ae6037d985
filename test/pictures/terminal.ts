import { PassThrough, Writable } from 'node:stream';
import type { Api } from '../../shared/src/api/contract.ts';
import { main } from '../../shared/src/cli/main.ts';
import { Screen } from './screen.ts';

const columns = 100;

/** What was typed, and what stood on the terminal at the end, or when a person was asked to go ahead. */
export interface Shown {
  readonly command: string;
  readonly screen: Screen;
}

/** The command line itself, at a terminal that shows colours. Where it asks to go ahead, nothing is answered. */
export async function longshore(argv: string[], openApi: () => Promise<Api & AsyncDisposable>): Promise<Shown> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const out = new Face(() => stdin.end());
  await main(argv, { stdin, stdout: out, stderr: out, env: process.env, onInterrupt: () => {}, openApi });
  return { command: `longshore ${argv.join(' ')}`, screen: out.screen };
}

/** Shows what is written until a question is at the end. */
class Face extends Writable {
  readonly isTTY = true;
  readonly columns = columns;
  readonly screen = new Screen();
  readonly #onQuestion: () => void;
  #asked = false;

  constructor(onQuestion: () => void) {
    super({ decodeStrings: false });
    this.#onQuestion = onQuestion;
  }

  override _write(text: Buffer | string, _: string, done: () => void): void {
    if (!this.#asked) {
      this.screen.write(text.toString());
      this.#asked = /(?:\[y\/N\]|to go ahead:) $/.test(this.screen.text);
      if (this.#asked) this.#onQuestion();
    }
    done();
  }
}

const colours: Record<number, string> = { 31: '#ff7b72', 32: '#56d364', 33: '#e3b341', 36: '#56d4dd' };

/** A page that looks like a terminal with these commands in it. */
export function terminalPage(shown: Shown[]): string {
  const commands = shown.map(({ command, screen }) => {
    const prompt = `<span style="color:#7d8590">$ </span><span style="font-weight:bold">${escaped(command)}</span>`;
    return `${prompt}\n${atThisSpeed(htmlOf(screen))}`;
  });
  return `<!doctype html><html lang="en"><title>Terminal</title><style>
    body { margin: 0; padding: 20px 24px; background: #0d1117; color: #e6edf3; display: inline-block; }
    pre { margin: 0; font: 14px/1.45 "DejaVu Sans Mono", monospace; width: ${columns}ch; }
  </style><pre>${commands.join('\n\n')}</pre></html>`;
}

/** How long a backup took is another figure in each run. These are those of the first one. */
const atThisSpeed = (html: string): string =>
  html
    .replace(/(Saved \S+: [\d.]+ \w+ in )[\d.]+ m?s/, '$15.3 s')
    .replace(/(Paused for )[\d.]+ m?s(: \S+ )[\d.]+ m?s/, '$10.7 s$20.7 s');

function htmlOf({ lines }: Screen): string {
  const last = lines.findLastIndex((line) => line.length > 0);
  return lines
    .slice(0, last + 1)
    .map((line) => {
      let html = '';
      let style = '';
      for (const { text, bold, faint, colour } of line) {
        const next = [
          ...(bold ? ['font-weight:bold'] : []),
          ...(faint ? ['opacity:.6'] : []),
          ...(colour === undefined ? [] : [`color:${colours[colour] ?? 'inherit'}`]),
        ].join(';');
        if (next !== style) html += `${style && '</span>'}${next && `<span style="${next}">`}`;
        style = next;
        html += escaped(text);
      }
      return html + (style && '</span>');
    })
    .join('\n');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
