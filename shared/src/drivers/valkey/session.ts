import { randomUUID } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Host } from '../../hosts/host.ts';
import { unescape } from './launch.ts';

/** Where a server listens inside its container, and how its client is called. */
export interface Endpoint {
  container: string;
  /** For people. */
  name: string;
  argv: string[];
}

/** Longest silence of a server. A fork of a hundred gigabytes takes seconds, so this is generous. */
const patience = 120_000;
/** The last bytes of an output may be held back until more follows, so that what ends a reply is followed by a line of these. */
const tail = '-'.repeat(96);

interface Waiting {
  end: string;
  resolve: (reply: string) => void;
  reject: (error: unknown) => void;
}

/**
 * One connection to a server: its own command line client in its container, fed over standard input. The password is in
 * the client's environment, never in its arguments. Replies are read in the client's formatted form, in which errors
 * cannot be confused with data and every byte is escaped.
 */
export class Session implements AsyncDisposable {
  private readonly input = new PassThrough();
  private readonly output: Readable;
  private readonly finished: Promise<void>;
  private readonly name: string;
  private buffered = '';
  /** How many lines the buffer begins with that belong to the end of the reply before. */
  private stale = 0;
  private complaints = '';
  private waiting: Waiting | undefined;
  private failure: unknown;
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(host: Host, endpoint: Endpoint, password: string | undefined, ctx: Context) {
    this.name = endpoint.name;
    this.output = host.exec(endpoint.container, endpoint.argv, ctx, {
      stdin: this.input,
      env: password === undefined ? {} : { REDISCLI_AUTH: password, VALKEYCLI_AUTH: password },
      onStderr: (chunk) => this.complain(chunk.toString()),
    });
    this.finished = this.receive();
  }

  /** Rejects with `tool-missing` when there is no such client, with `denied` when the password is wrong; waits while data loads. */
  static async open(host: Host, endpoint: Endpoint, password: string | undefined, ctx: Context): Promise<Session> {
    const session = new Session(host, endpoint, password, ctx);
    try {
      while (!(await session.isReady())) await sleep(250, undefined, { signal: ctx.signal });
      return session;
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The reply's strings, numbers and names in order, whatever their nesting. */
  async command(...words: string[]): Promise<string[]> {
    return (await this.send(words)).split('\n').flatMap(scalar);
  }

  /** A reply that the client prints as it is: lines of text, none of which begins in capitals as errors do. */
  async text(...words: string[]): Promise<string> {
    const reply = Buffer.from(await this.send(words), 'latin1')
      .toString()
      .replaceAll('\r\n', '\n');
    if (/^[A-Z]+ /.test(reply)) throw this.refusal(words, reply);
    return reply;
  }

  /** `INFO` as fields; keys of databases are `db0`. */
  async info(section = 'default'): Promise<Record<string, string>> {
    const lines = (await this.text('INFO', section)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
  }

  /** Settings by name; what this server does not know is absent. */
  async config<N extends string>(...names: N[]): Promise<Partial<Record<N, string>>> {
    const settings: Partial<Record<N, string>> = {};
    for (const name of names) {
      const [, value] = await this.command('CONFIG', 'GET', name);
      if (value !== undefined) settings[name] = value;
    }
    return settings;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.failure ??= new Error('the session was closed');
    this.input.end();
    const late = setTimeout(() => this.output.destroy(), 5_000);
    await this.finished;
    clearTimeout(late);
  }

  /** Asked by a ping first: its refusal cannot be taken for anything else. Some versions answer one while they load. */
  private async isReady(): Promise<boolean> {
    try {
      await this.command('PING');
      return (await this.info('persistence'))['loading'] === '0';
    } catch (error) {
      if (AppError.is(error) && error.key === 'conflict.valkey-loading') return false;
      throw error;
    }
  }

  private send(words: string[]): Promise<string> {
    const exchange = this.queue.then(() => this.exchange(words));
    this.queue = exchange.catch(() => {});
    return exchange;
  }

  private async exchange(words: string[]): Promise<string> {
    if (this.failure !== undefined) throw this.failure;
    const end = randomUUID();
    const silence = setTimeout(() => this.fail(new AppError('timeout.valkey', { service: this.name })), patience);
    try {
      const reply = await new Promise<string>((resolve, reject) => {
        this.waiting = { end, resolve, reject };
        this.input.write(`${words.map(quote).join(' ')}\nECHO ${end}\nECHO ${tail}\n`);
      });
      if (reply.startsWith('(error) ')) throw this.refusal(words, reply.slice('(error) '.length));
      return reply;
    } finally {
      clearTimeout(silence);
      this.waiting = undefined;
    }
  }

  private async receive(): Promise<void> {
    try {
      for await (const chunk of this.output as AsyncIterable<Buffer>) {
        this.buffered += chunk.toString('latin1');
        this.deliver();
      }
      this.fail(this.lost());
    } catch (error) {
      this.fail(error);
    }
  }

  private deliver(): void {
    if (!this.waiting) return;
    const { end, resolve } = this.waiting;
    for (; this.stale > 0; this.stale -= 1) {
      const line = this.buffered.indexOf('\n');
      if (line < 0) return;
      this.buffered = this.buffered.slice(line + 1);
    }
    // A server that refuses everything refuses what would end the reply, too.
    const refused = /^\(error\) [^\n]*\n(?=\()/.exec(this.buffered)?.[0].length;
    const length = refused ?? this.buffered.indexOf(`"${end}"`);
    if (length < 0) return;
    const reply = this.buffered.slice(0, length);
    this.buffered = this.buffered.slice(length);
    this.stale = 2;
    resolve(reply.replace(/\n$/, ''));
  }

  private complain(text: string): void {
    this.complaints = (this.complaints + text).slice(-2000);
    if (/^(Could not connect|Error: )/m.test(text)) this.fail(this.lost());
  }

  private lost(): AppError {
    const detail = this.complaints.trim();
    return new AppError('tool-failed.valkey-connection', { service: this.name }, detail === '' ? {} : { detail });
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.waiting?.reject(this.failure);
  }

  private refusal(words: string[], reply: string): AppError {
    const service = this.name;
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

/** How a container that is only just coming up, or already going down, refuses a client that it has. */
export const isPassing = (error: AppError): boolean => ['tool-failed', 'tool-missing', 'conflict'].includes(error.code);

/** A word as the client's line parser takes it, whatever bytes it has. */
function quote(word: string): string {
  if (/^[\w:.@/*-]+$/.test(word)) return word;
  const bytes = [...Buffer.from(word)].map((byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
      ? `\\x${byte.toString(16).padStart(2, '0')}`
      : String.fromCharCode(byte),
  );
  return `"${bytes.join('')}"`;
}

/** One line of a formatted reply without its place in lists: `1) 2) "text"`. */
function scalar(line: string): string[] {
  const content = line.replace(/^(\s*\d+[)#~]\s)+/, '').trim();
  if (content === '' || content === '(nil)' || /^\(empty .*\)$/.test(content) || /^\(\d+\.\d+s\)$/.test(content)) return [];
  const string = /^"(.*)"$/s.exec(content);
  if (string) return [unescape(string[1] ?? '')];
  return [content.replace(/^\(\w+\) /, '')];
}
