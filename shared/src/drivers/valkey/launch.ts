import type { Container } from '../../hosts/container.ts';
import { parseImageName } from '../../hosts/imageName.ts';

/** How the server was started, as far as the container tells without being asked. */
export interface Launch {
  /** Which family the program is named for: that of its command line client, too. */
  program: 'valkey' | 'redis';
  configFile: string | undefined;
  /** Options from the command line, in lower case, without the dashes; their words in order. */
  options: Map<string, string[]>;
}

const server = /^(valkey|redis)-server$/;
const shells = /^(sh|ash|bash|dash)$/;
const clients = /^(valkey|redis)-(cli|benchmark)$/;
/** Options that a machine's name follows. Others may be of programs that start the server: `ionice -c2 redis-server`. */
const machineOption = /^(-h|--?\w*(host|server|redis|valkey|addr|url)\w*)$/i;
const operator = /^[;&|<>()\n]+$/;
const images = /^(valkey|redis)(-stack-server|-stack|-bundle|-cluster)?$/;
/** Entry points that start the server by themselves: their arguments are the server's options. */
const wrappers = /^(docker-)?entrypoint\.sh$/;
/** The start script of images that take their options from the environment. */
const startScript = /\/(valkey|redis)\/run\.sh$/;

/**
 * Returns how the server was started, as far as the container's command, with variables from its `env`, and its image show it.
 * Of a start script's arguments none, of an option that is given twice the last. Undefined when they show no Valkey or Redis server,
 * which does not prove that none runs, and for Sentinel, KeyDB and Dragonfly.
 */
export function parseLaunch(container: Container): Launch | undefined {
  const { name: image } = parseImageName(container.image);
  if (/keydb|dragonfly|sentinel/.test(image)) return undefined;
  const words = commandWords(container);
  const at = words.findIndex((word, index) => server.test(baseName(word)) && !isMachine(words, index));
  const named = images.exec(image)?.[1];
  if (at >= 0) return launchOf(baseName(words[at] ?? '').startsWith('valkey') ? 'valkey' : 'redis', words.slice(at + 1));
  if (named === undefined) return undefined;
  const program = named === 'valkey' ? 'valkey' : 'redis';
  if (words.some((word) => startScript.test(word))) return launchOf(program, []);
  const [first = '', second, ...rest] = words;
  if (!wrappers.test(baseName(first))) return undefined;
  if (second === undefined) return launchOf(program, []);
  return second.startsWith('-') || second.endsWith('.conf') ? launchOf(program, [second, ...rest]) : undefined;
}

function launchOf(program: Launch['program'], args: string[]): Launch | undefined {
  const [first] = args;
  const configFile = first !== undefined && first !== '-' && !first.startsWith('--') ? first : undefined;
  const options = new Map<string, string[]>();
  let current: string[] = [];
  // The server joins its arguments before it reads them: `--save 60 1` may be one or three of them.
  for (const word of args
    .slice(configFile === undefined ? 0 : 1)
    .flatMap((arg) => (arg.startsWith('--') ? arg.split(' ') : [arg]))) {
    if (word.startsWith('--')) {
      current = [];
      options.set(word.slice(2).toLowerCase(), current);
    } else current.push(word);
  }
  const sentinel = options.has('sentinel') || /sentinel[^/]*$/.test(configFile ?? '');
  return sentinel ? undefined : { program, configFile, options };
}

/** Returns whether a word names a machine, to a client or in an option for that: `redis-cli -h redis-server`. */
function isMachine(words: string[], at: number): boolean {
  if (machineOption.test(words[at - 1] ?? '')) return true;
  const begin = words.slice(0, at).findLastIndex((word) => operator.test(word));
  return words.slice(begin + 1, at).some((word) => clients.test(baseName(word)));
}

/** Returns the command line, with what a shell would make of its script. */
function commandWords(container: Container): string[] {
  const { command, env } = container;
  const shell = command.findIndex((word) => shells.test(baseName(word)));
  const at = shell < 0 ? -1 : command.findIndex((word, index) => index > shell && /^-[a-z]*c[a-z]*$/.test(word));
  // Only options come between a shell and that of its script: `bash -o pipefail -c`.
  if (at < 0 || !command.slice(shell + 1, at).every((word) => /^[-+]|^[a-z]+$/.test(word))) return command;
  const words = shellWords(command[at + 1] ?? '', env);
  const begin = words.findIndex((word, index) => server.test(baseName(word)) && !isMachine(words, index));
  const end = begin < 0 ? -1 : words.findIndex((word, index) => index > begin && operator.test(word));
  // What follows the script are its own arguments: `sh -c 'exec "$@"' sh valkey-server …`. Another command's are none of the server's.
  return [...(end < 0 ? words : words.slice(0, end)), ...command.slice(at + 2)];
}

/**
 * Returns a script's words, split as a shell does, with variables filled in, unknown ones as empty. Operators and ends of lines are
 * words; the number of a file descriptor is none. What a shell could do beyond that is left as it is.
 */
export function shellWords(script: string, env: Record<string, string>): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const token =
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)|\\(.)|([^\S\n]+)|([;&|<>()\n]+)|([^\s'"$\\;&|<>()]+|\$)/gsu;
  for (const [, single, double, braced, fallback, variable, escaped, space, operator, plain] of script.matchAll(token)) {
    // The line goes on.
    if (escaped === '\n') continue;
    if (space !== undefined || operator !== undefined) {
      const isDescriptor = /^[<>]/.test(operator ?? '') && /^\d+$/.test(word ?? '');
      if (word !== undefined && !isDescriptor) words.push(word);
      word = undefined;
      if (operator !== undefined) words.push(operator);
    } else {
      const name = braced ?? variable;
      const text = name === undefined ? (single ?? escaped ?? plain) : env[name] || (fallback ?? '');
      word = (word ?? '') + (text ?? inDoubleQuotes(double ?? '', env));
    }
  }
  return word === undefined ? words : [...words, word];
}

const inDoubleQuotes = (text: string, env: Record<string, string>): string =>
  text.replace(
    /\\(["\\$`])|\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)/g,
    (_all, escaped?: string, braced?: string, fallback?: string, variable?: string) =>
      escaped ?? (env[braced ?? variable ?? ''] || (fallback ?? '')),
  );

/**
 * Returns the options of a configuration file by their names in lower case: the words of each line that gives one, quotes removed.
 */
export function parseConfig(text: string): Map<string, string[][]> {
  const options = new Map<string, string[][]>();
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [name = '', ...values] = configWords(line);
    const lower = name.toLowerCase();
    options.set(lower, [...(options.get(lower) ?? []), values]);
  }
  return options;
}

/** Returns a line's words as the server splits them: double quotes with escapes, single quotes with an escaped quote only. */
function configWords(line: string): string[] {
  const token = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/gsu;
  return [...line.matchAll(token)].map(([, double, single, plain]) =>
    double !== undefined ? unescape(double) : (single?.replaceAll("\\'", "'") ?? plain ?? ''),
  );
}

const controls: Record<string, string> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };

/** Returns the content of a string between double quotes, as the server and its client write it; its bytes are UTF-8. */
export function unescape(text: string): string {
  const bytes = text.replace(/[\u0080-\u{10ffff}]/gu, (letter) => Buffer.from(letter).toString('latin1'));
  const decoded = bytes.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/gs, (_all, hex?: string, letter = '') =>
    hex === undefined ? (controls[letter] ?? letter) : String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(decoded, 'latin1').toString();
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
