import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Host } from '../../hosts/host.ts';
import { Dialogue } from '../dialogue.ts';
import { unescape } from './launch.ts';

/** Where a server listens inside its container, and how its client is called. */
export interface Endpoint {
  container: string;
  /** For people. */
  name: string;
  argv: string[];
}

/** Longest wait for a whole reply. A fork of a hundred gigabytes takes seconds, so this is generous. */
const patience = 120_000;
/**
 * What a client says of a connection that the server has closed, as one with a limit for idle ones does. With the next command it
 * connects again by itself, with its password and its database.
 */
const cut = /^Error: (Server closed the connection|Connection reset by peer|Broken pipe)/gm;
/** As often in one exchange, the server closes every connection. */
const mostCuts = 3;
/** What may be asked once more when its reply was lost. */
const questions = /^(PING|TIME|INFO|CONFIG GET) ?/;
/** The last bytes of an output may be held back until more follows, so that what ends a reply is followed by a line of these. */
const tail = '-'.repeat(96);

/**
 * One connection to a server: its own command line client in its container. The password is in the client's environment, never in
 * its arguments. Replies are read in the client's formatted form, in which errors cannot be confused with data and every byte
 * is escaped.
 */
export class Session implements AsyncDisposable {
  readonly #name: string;
  readonly #dialogue: Dialogue;
  #cuts = 0;

  private constructor(host: Host, endpoint: Endpoint, password: string | undefined, ctx: Context) {
    this.#name = endpoint.name;
    const env = password === undefined ? {} : { REDISCLI_AUTH: password, VALKEYCLI_AUTH: password };
    this.#dialogue = new Dialogue({
      start: (io) => host.exec(endpoint.container, endpoint.argv, ctx, { ...io, env }),
      lost: (cause) => (AppError.is(cause) ? cause : this.#lost()),
      onComplaint: (text) => {
        this.#cuts += text.match(cut)?.length ?? 0;
        const isOver = this.#cuts >= mostCuts || /^(Could not connect|Error: )/m.test(text.replace(cut, ''));
        if (isOver) this.#dialogue.fail(this.#lost());
      },
    });
  }

  /**
   * Resolves with a session when the server has loaded its data, however long that takes. Rejects with `tool-missing` when
   * there is no such client, with `denied.valkey-password`, with `denied.valkey-command` when the user may not send `PING` or
   * `INFO`, with `timeout.valkey` after 120 seconds without a whole reply, and else as `command` does.
   */
  static async open(host: Host, endpoint: Endpoint, password: string | undefined, ctx: Context): Promise<Session> {
    const session = new Session(host, endpoint, password, ctx);
    try {
      while (!(await session.#isReady())) await sleep(250, undefined, { signal: ctx.signal });
      return session;
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Resolves with the reply's strings, numbers and names in order, whatever their nesting. What is nil or an empty list is left
   * out, so that a reply of nothing is empty. Rejects with `denied`, `unsupported.valkey-command`, `conflict.valkey-loading` or
   * `tool-failed.valkey-reply` (with the reply as its detail) when the server refuses, with `tool-failed.valkey-connection`,
   * `timeout.valkey` or as {@link Host.exec} fails when it is gone or silent: then so does every later call. A connection that was
   * lost is opened again; only where that was before the reply to more than a mere question, it is
   * `tool-failed.valkey-connection`.
   */
  async command(...words: string[]): Promise<string[]> {
    return (await this.#send(words)).split('\n').flatMap(scalar);
  }

  /**
   * Resolves with a reply that the client prints as it is: text that must not begin with a word in capitals, as errors do.
   * Rejects as `command` does.
   */
  async text(...words: string[]): Promise<string> {
    const reply = Buffer.from(await this.#send(words), 'latin1')
      .toString()
      .replaceAll('\r\n', '\n');
    if (/^[A-Z]+ /.test(reply)) throw this.#refusal(words, reply);
    return reply;
  }

  /**
   * Resolves with a section of `INFO`, one that every server knows, as fields. Keys of databases are `db0`. Rejects as `command`
   * does.
   */
  async info(section = 'default'): Promise<Record<string, string>> {
    const lines = (await this.text('INFO', section)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
  }

  /** Resolves with settings by name. What this server does not know is absent. Rejects as `command` does. */
  async config<N extends string>(...names: N[]): Promise<Partial<Record<N, string>>> {
    const settings: Partial<Record<N, string>> = {};
    for (const name of names) {
      const [, value] = await this.command('CONFIG', 'GET', name);
      if (value !== undefined) settings[name] = value;
    }
    return settings;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#dialogue[Symbol.asyncDispose]();
  }

  /**
   * Resolves with whether the server has loaded its data. Asked by a ping first: its refusal cannot be taken for anything else.
   * Some versions answer one while they load. One that takes no writes refuses a ping, too, and nothing else.
   */
  async #isReady(): Promise<boolean> {
    try {
      await this.#ping();
      return (await this.info('persistence'))['loading'] === '0';
    } catch (error) {
      if (AppError.is(error) && error.key === 'conflict.valkey-loading') return false;
      throw error;
    }
  }

  async #ping(): Promise<void> {
    try {
      await this.command('PING');
    } catch (error) {
      if (!AppError.is(error) || error.detail?.startsWith('MISCONF ') !== true) throw error;
    }
  }

  async #send(words: string[]): Promise<string> {
    const mayRepeat = questions.test(words.join(' '));
    for (let times = 1; ; times += 1) {
      const reply = await this.#exchange(words);
      if (reply !== undefined) return reply;
      if (mayRepeat && times < mostCuts) continue;
      this.#dialogue.fail(this.#lost());
      throw this.#lost();
    }
  }

  /**
   * Resolves with the reply, undefined when the connection was lost before it came. It comes between two marks, because a client
   * whose connection was closed notices it by its next command, which some versions do not send again: mostly the first mark.
   */
  async #exchange(words: string[]): Promise<string | undefined> {
    const [before, after] = [randomUUID(), randomUUID()];
    const request = [`ECHO ${before}`, words.map(quote).join(' '), `ECHO ${after}`, `ECHO ${tail}`];
    using turn = await this.#dialogue.ask(`${request.join('\n')}\n`);
    this.#cuts = 0;
    const silence = setTimeout(() => this.#dialogue.fail(new AppError('timeout.valkey', { service: this.#name })), patience);
    try {
      let line = (await turn.next()).toString('latin1');
      if (line.startsWith('(error) ')) {
        // A server that refuses everything refuses what would end the reply, too.
        const reply = (await turn.next()).toString('latin1');
        const all = reply.startsWith('(error) ') && (await turn.next()).toString('latin1').startsWith('(error) ');
        if (!all) throw this.#refusal(['ECHO'], errorIn(line));
        turn.whole();
        throw this.#refusal(words, errorIn(reply));
      }
      if (line === `"${before}"`) line = (await turn.next()).toString('latin1');
      const lines: string[] = [];
      // The second mark may be lost as well.
      const endOf = (text: string): string | undefined =>
        [after, tail].map((mark) => `"${mark}"`).find((mark) => text.endsWith(mark));
      let end = endOf(line);
      for (; end === undefined; end = endOf(line)) {
        lines.push(line);
        line = (await turn.next()).toString('latin1');
      }
      if (line !== end) lines.push(line.slice(0, -end.length));
      turn.whole();
      // No server answers with nothing at all.
      if (lines.length === 0) return undefined;
      const reply = lines.join('\n');
      if (reply.startsWith('(error) ')) throw this.#refusal(words, errorIn(reply));
      return reply;
    } finally {
      clearTimeout(silence);
    }
  }

  #lost(): AppError {
    const detail = this.#dialogue.complaints;
    return new AppError('tool-failed.valkey-connection', { service: this.#name }, detail === '' ? {} : { detail });
  }

  #refusal(words: string[], reply: string): AppError {
    const service = this.#name;
    const command = words[0] ?? '';
    const [kind = ''] = reply.split(' ', 1);
    if (kind === 'LOADING') return new AppError('conflict.valkey-loading', { service });
    if (kind === 'NOAUTH' || kind === 'WRONGPASS' || /invalid password/.test(reply)) {
      return new AppError('denied.valkey-password', { service });
    }
    if (kind === 'NOPERM') return new AppError('denied.valkey-command', { service, command });
    if (/unknown (sub)?command/i.test(reply)) return new AppError('unsupported.valkey-command', { service, command });
    return new AppError('tool-failed.valkey-reply', { service, command, reply }, { detail: reply });
  }
}

/**
 * Returns whether a container that is only just coming up, or already going down, may refuse a client so: `tool-failed`,
 * `tool-missing` or `conflict`.
 */
export const isPassing = (error: AppError): boolean => ['tool-failed', 'tool-missing', 'conflict'].includes(error.code);

const errorIn = (reply: string): string => reply.slice('(error) '.length);

/** Returns a word as the client's line parser takes it, whatever bytes it has. */
function quote(word: string): string {
  if (/^[\w:.@/*-]+$/.test(word)) return word;
  const bytes = [...Buffer.from(word)].map((byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
      ? `\\x${byte.toString(16).padStart(2, '0')}`
      : String.fromCharCode(byte),
  );
  return `"${bytes.join('')}"`;
}

/**
 * Returns what one line of a formatted reply holds, without its place in lists: `1) 2) "text"`. Empty for nil, an empty list, and
 * the time that a command took.
 */
function scalar(line: string): string[] {
  const content = line.replace(/^(\s*\d+[)#~]\s)+/, '').trim();
  if (content === '' || content === '(nil)' || /^\(empty .*\)$/.test(content) || /^\(\d+\.\d+s\)$/.test(content)) return [];
  const string = /^"(.*)"$/s.exec(content);
  if (string) return [unescape(string[1] ?? '')];
  return [content.replace(/^\(\w+\) /, '')];
}
