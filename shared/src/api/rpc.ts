import * as z from 'zod';
import { type Api, type Method, type StreamName, contract, protocol, streams } from './contract.ts';
import type { Channel } from './channel.ts';
import { AppError, fromErrorInfo, toErrorInfo } from '../errors.ts';
import { ErrorInfo } from '../model/error.ts';

/** From client to server. `ack` gives the server room for that many more characters of events. */
const Request = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id: z.int(), method: z.string(), params: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.int() }),
  z.object({ type: z.literal('ack'), id: z.int(), size: z.int().nonnegative() }),
]);
type Request = z.infer<typeof Request>;

/** From server to client. A call gets one `result` or `error`; a stream gets any number of `event`, then `end` or `error`. */
const Reply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('result'), id: z.int(), result: z.unknown() }),
  z.object({ type: z.literal('error'), id: z.int(), error: ErrorInfo }),
  z.object({ type: z.literal('event'), id: z.int(), event: z.unknown() }),
  z.object({ type: z.literal('end'), id: z.int() }),
]);
type Reply = z.infer<typeof Reply>;

/**
 * Characters of events that a client may leave unread. A slower one is not sent more until it has caught up: the journal
 * is on disk, so that holding back loses nothing and costs no memory.
 */
const window = 1_000_000;

const isMethod = (name: string): name is Method => Object.hasOwn(contract, name);
const isStream = (name: string): name is StreamName => Object.hasOwn(streams, name);

/**
 * Answers calls on a channel until it closes, which aborts those under way. Returns at once and never throws: what a call rejects
 * with goes to the client, as do `incompatible.no-hello` before `hello`, `incompatible.protocol`, `unsupported.rpc-method`,
 * `usage.rpc-params`, and `internal.rpc-result` for a result that does not fit the contract. A peer that does not speak the
 * protocol loses the channel. Nothing but what the contract names leaves.
 */
export function serve(api: Api, channel: Channel): void {
  const running = new Map<number, { abort: AbortController; room: Room }>();
  let greeted = false;

  /** Sends a reply and returns its length in characters. */
  const send = (reply: Reply): number => {
    const text = JSON.stringify(reply);
    channel.send(text);
    return text.length;
  };

  const call = async (method: Method, params: unknown, signal: AbortSignal): Promise<unknown> => {
    const checked = check(contract[method].params, params, 'usage.rpc-params', method);
    const ask = api[method] as (params: unknown, options: { signal: AbortSignal }) => Promise<unknown>;
    return check(contract[method].result, await ask.call(api, checked, { signal }), 'internal.rpc-result', method);
  };

  const greet = (params: unknown): void => {
    const { protocol: client } = check(contract.hello.params, params, 'usage.rpc-params', 'hello');
    if (client !== protocol) throw new AppError('incompatible.protocol', { client, server: protocol });
    greeted = true;
  };

  const answer = async (id: number, method: string, params: unknown, signal: AbortSignal, room: Room): Promise<void> => {
    if (method === 'hello') greet(params);
    if (!greeted) throw new AppError('incompatible.no-hello', {});
    if (isStream(method)) {
      const checked = check(streams[method].params, params, 'usage.rpc-params', method);
      const open = api[method] as (params: unknown, options: { signal: AbortSignal }) => AsyncIterable<unknown>;
      for await (const event of open.call(api, checked, { signal })) {
        const size = send({ type: 'event', id, event: check(streams[method].item, event, 'internal.rpc-result', method) });
        await room.take(size, signal);
      }
      send({ type: 'end', id });
    } else if (isMethod(method)) {
      send({ type: 'result', id, result: await call(method, params, signal) });
    } else {
      throw new AppError('unsupported.rpc-method', { method });
    }
  };

  const receive = (request: Request): void => {
    const { id } = request;
    const known = running.get(id);
    if (request.type === 'cancel') return known?.abort.abort();
    if (request.type === 'ack') return known?.room.give(request.size);
    if (known) return channel.close();
    const abort = new AbortController();
    const room = new Room(window);
    running.set(id, { abort, room });
    void answer(id, request.method, request.params, abort.signal, room)
      .catch((error: unknown) => {
        const cancelled = abort.signal.aborted && !AppError.is(error);
        send({ type: 'error', id, error: toErrorInfo(cancelled ? new AppError('cancelled.by-user', {}) : error) });
      })
      .finally(() => running.delete(id));
  };

  channel.listen(
    (text) => {
      const request = Request.safeParse(parseJson(text));
      // A peer that does not speak the protocol gets no second chance.
      if (request.success) receive(request.data);
      else channel.close();
    },
    () => {
      for (const { abort } of running.values()) abort.abort();
    },
  );
}

/**
 * Resolves with the Api behind a channel once both sides have agreed on the protocol. Rejects with `incompatible.protocol` when
 * they do not. When the channel closes, this and every call reject with `host-unreachable.engine-gone`, and streams throw it.
 * Calls and streams fail with `usage.rpc-params`, unsent, for parameters that do not fit the contract, and with
 * `internal.rpc-result` for such an answer. A cancelled call is still answered by the server, so that a job which started
 * nevertheless is not lost from sight; a stream ends at once.
 */
export function connect(channel: Channel): Promise<Api> {
  const pending = new Map<number, (reply: Reply, size: number) => void>();
  let lastId = 0;
  let gone = false;
  const send = (request: Request): void => {
    if (!gone) channel.send(JSON.stringify(request));
  };
  const lose = (id: number): void => {
    const error = toErrorInfo(new AppError('host-unreachable.engine-gone', {}));
    pending.get(id)?.({ type: 'error', id, error }, 0);
  };

  channel.listen(
    (text) => {
      const reply = Reply.safeParse(parseJson(text));
      if (reply.success) pending.get(reply.data.id)?.(reply.data, text.length);
      else channel.close();
    },
    () => {
      gone = true;
      for (const id of pending.keys()) lose(id);
    },
  );

  /** Sends a call and returns its id. `receive` gets all that comes back, at the latest `engine-gone` when the channel closes. */
  const open = (method: string, params: unknown, receive: (reply: Reply, size: number) => void): number => {
    const id = (lastId += 1);
    pending.set(id, (reply, size) => {
      if (reply.type !== 'event') pending.delete(id);
      receive(reply, size);
    });
    if (gone) queueMicrotask(() => lose(id));
    send({ type: 'call', id, method, params });
    return id;
  };

  const call =
    (method: Method) =>
    async (params: unknown, options: { signal?: AbortSignal } = {}): Promise<unknown> => {
      const { signal } = options;
      if (signal?.aborted) throw new AppError('cancelled.by-user', {});
      const checked = check(contract[method].params, params, 'usage.rpc-params', method);
      let cancel = (): void => {};
      const result = await new Promise<unknown>((resolve, reject) => {
        const id = open(method, checked, (reply) => {
          if (reply.type === 'result') resolve(reply.result);
          else if (reply.type === 'error') reject(fromErrorInfo(reply.error));
          else reject(new AppError('internal.rpc-result', { method, problem: reply.type }));
        });
        cancel = () => send({ type: 'cancel', id });
        signal?.addEventListener('abort', cancel);
      }).finally(() => signal?.removeEventListener('abort', cancel));
      return check(contract[method].result, result, 'internal.rpc-result', method);
    };

  async function* stream(name: StreamName, params: unknown, options: { signal?: AbortSignal } = {}): AsyncGenerator {
    if (options.signal?.aborted) return;
    const inbox: { reply: Reply; size: number }[] = [];
    let wake = (): void => {};
    const checked = check(streams[name].params, params, 'usage.rpc-params', name);
    const id = open(name, checked, (reply, size) => {
      inbox.push({ reply, size });
      wake();
    });
    const stop = (): void => wake();
    options.signal?.addEventListener('abort', stop);
    try {
      while (!options.signal?.aborted) {
        const next = inbox.shift();
        if (!next) {
          await new Promise<void>((resolve) => (wake = resolve));
        } else if (next.reply.type === 'event') {
          yield check(streams[name].item, next.reply.event, 'internal.rpc-result', name);
          send({ type: 'ack', id, size: next.size });
        } else if (next.reply.type === 'error') {
          throw fromErrorInfo(next.reply.error);
        } else {
          return;
        }
      }
    } finally {
      options.signal?.removeEventListener('abort', stop);
      if (pending.delete(id)) send({ type: 'cancel', id });
    }
  }

  const methods = Object.fromEntries(Object.keys(contract).map((method) => [method, call(method as Method)]));
  const told = Object.fromEntries(
    Object.keys(streams).map((name) => [
      name,
      (params: unknown, options?: { signal?: AbortSignal }) => stream(name as StreamName, params, options),
    ]),
  );
  const api = { ...methods, ...told } as unknown as Api;
  return api.hello({ protocol }).then((hello) => {
    if (hello.protocol === protocol) return api;
    throw new AppError('incompatible.protocol', { client: protocol, server: hello.protocol });
  });
}

/** How much may still be sent before the other side has to say that it has read. */
class Room {
  #left: number;
  #wake = (): void => {};

  constructor(size: number) {
    this.#left = size;
  }

  give(size: number): void {
    this.#left += size;
    if (this.#left > 0) this.#wake();
  }

  /**
   * Takes room for what was sent, in characters. Resolves once there is some left, or when the signal is aborted. Never rejects.
   */
  async take(size: number, signal: AbortSignal): Promise<void> {
    this.#left -= size;
    while (this.#left <= 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}

type CheckKey = 'usage.rpc-params' | 'internal.rpc-result';

function check<T extends z.ZodType>(schema: T, value: unknown, key: CheckKey, method: string): z.output<T> {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const problem = `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`;
  throw new AppError(key, { method, problem });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
