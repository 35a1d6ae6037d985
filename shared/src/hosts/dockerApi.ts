import { request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type * as z from 'zod';
import { AppError, abortion } from '../errors.ts';
import type { Message } from '../model/message.ts';
import { addressText } from './address.ts';
import { collect } from './collect.ts';
import { connectionFailure, lossOf, refusal } from './failure.ts';
import type { HostAddress } from './host.ts';
import { routeTo } from './routeTo.ts';
import type { Route } from './route.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export interface Call {
  signal: AbortSignal;
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON; a stream is sent as it is, as a tar. */
  body?: object | Readable;
  /** Longest silence of Docker, in milliseconds; for ever when absent. */
  silence?: number;
}

/** Longest that Docker may take to accept a connection, and to answer a question that it can answer at once. */
const patience = 60_000;
const answerLimit = 64 * 1024 * 1024;

/**
 * Docker's own HTTP interface, without a version in the path: Docker then speaks its newest. Every call has its
 * own connection, so that a connection that died while idle is never met again.
 */
export class DockerApi implements AsyncDisposable {
  readonly address: HostAddress;
  readonly #route: Route;

  constructor(address: HostAddress) {
    this.address = address;
    this.#route = routeTo(address);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#route[Symbol.asyncDispose]();
  }

  /** Returns how the connection came about, for people; empty before it has, and where the address tells all. */
  about(): Message[] {
    return this.#route.about();
  }

  /**
   * Resolves with the answer in the shape that was asked for. Rejects with `tool-failed.answer` when it has another one, with
   * `unsupported.too-large` beyond 64 MiB, with `timeout.engine` after `silence`, which is a minute when absent (GET), and as
   * {@link open} does.
   */
  async json<T extends z.ZodType>(method: Method, path: string, shape: T, call: Call): Promise<z.infer<T>> {
    const quick = method === 'GET' ? { silence: patience } : {};
    const response = await this.open(method, path, { ...quick, ...call });
    const bytes = await this.#whole(response, call.signal);
    try {
      return shape.parse(JSON.parse(bytes.toString()));
    } catch (cause) {
      throw new AppError('tool-failed.answer', { address: addressText(this.address) }, { cause, detail: `${method} ${path}` });
    }
  }

  /** Resolves when Docker has done what was asked; its answer is dropped. Rejects as {@link open} does. */
  async send(method: Method, path: string, call: Call): Promise<void> {
    await this.#whole(await this.open(method, path, call), call.signal);
  }

  /**
   * Resolves with the answer as a stream, after its head was judged; Docker frames it, so a cut is an error of the stream, and so
   * is a later silence. Rejects with {@link refusal} when Docker refuses, with `timeout.engine` after `silence` milliseconds,
   * with {@link abortion} of an aborted signal, with {@link connectionFailure}, also for what {@link Route.options} rejects
   * with; and with the error of a stream that was sent, as it is.
   */
  async open(method: Method, path: string, call: Call): Promise<IncomingMessage> {
    const { response } = await this.#reply(method, path, call, {});
    return response;
  }

  /**
   * Resolves with the connection itself: what Docker calls hijacking. Ending it closes only our half. Rejects with
   * `tool-failed.answer` when Docker gives none, and as {@link open} does.
   */
  async upgrade(path: string, call: Call): Promise<Duplex> {
    const { response, socket } = await this.#reply('POST', path, call, { connection: 'Upgrade', upgrade: 'tcp' });
    if (socket) return socket;
    response.destroy();
    throw new AppError('tool-failed.answer', { address: addressText(this.address) }, { detail: `POST ${path}: no upgrade` });
  }

  async #whole(response: IncomingMessage, signal: AbortSignal): Promise<Buffer> {
    try {
      return await collect(response, { limit: answerLimit });
    } catch (cause) {
      throw signal.aborted ? abortion(signal) : connectionFailure(cause, this.address);
    }
  }

  async #reply(
    method: Method,
    path: string,
    call: Call,
    headers: Record<string, string>,
    again = false,
  ): Promise<{ response: IncomingMessage; socket?: Duplex }> {
    if (call.signal.aborted) throw abortion(call.signal);
    const stream = call.body !== undefined && 'pipe' in call.body ? call.body : undefined;
    const json = call.body !== undefined && !stream ? JSON.stringify(call.body) : undefined;
    const type = json === undefined ? stream && 'application/x-tar' : 'application/json';
    let inputFailure: Error | undefined;
    let answer: { response: IncomingMessage; socket?: Duplex };
    try {
      const options = await this.#route.options(call.signal);
      const request = (this.#route.secure ? secureRequest : plainRequest)({
        ...options,
        method,
        path: path + queryString(call.query),
        signal: call.signal,
        headers: {
          ...headers,
          ...(type && { 'content-type': type }),
          ...(json !== undefined && { 'content-length': Buffer.byteLength(json) }),
        },
      });
      if (call.silence !== undefined) this.#listen(request, call.silence);
      const replied = firstReply(request);
      stream?.once('error', (error) => {
        if (!request.destroyed) inputFailure = error;
      });
      if (stream) pipeline(stream, request).catch((error: unknown) => request.destroy(error as Error));
      else request.end(json);
      answer = await replied;
    } catch (cause) {
      if (inputFailure) throw inputFailure;
      if (call.signal.aborted) throw abortion(call.signal);
      const loss = again || stream ? undefined : lossOf(cause);
      if (loss && (await this.#route.renew(loss))) return this.#reply(method, path, call, headers, true);
      throw connectionFailure(cause, this.address);
    }
    const status = answer.response.statusCode ?? 0;
    if (status < 400) return answer;
    const body = await this.#whole(answer.response, call.signal);
    throw refusal(status, errorText(body), this.address);
  }

  #listen(request: ClientRequest, silence: number): void {
    let answer: IncomingMessage | undefined;
    request.once('response', (response) => (answer = response));
    // Once there is an answer, the request no longer passes on why it ended.
    request.setTimeout(silence, () => {
      (answer ?? request).destroy(new AppError('timeout.engine', { address: addressText(this.address) }));
    });
  }
}

function firstReply(request: ClientRequest): Promise<{ response: IncomingMessage; socket?: Duplex }> {
  return new Promise((resolve, reject) => {
    request.once('response', (response) => resolve({ response }));
    request.once('upgrade', (response, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      // The reader of the connection sees the error; without a listener it would end the process.
      socket.on('error', () => {});
      resolve({ response, socket });
    });
    request.on('error', reject);
  });
}

function queryString(query: Call['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function errorText(body: Buffer): string {
  const text = body.toString();
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message);
  } catch {
    return text;
  }
  return text;
}
