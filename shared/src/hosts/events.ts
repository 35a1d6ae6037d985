import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import * as z from 'zod';
import type { Context } from '../context.ts';
import type { KnownDocker } from './knownDocker.ts';
import type { ContainerEvent } from './host.ts';

const actions = ['create', 'start', 'die', 'pause', 'unpause', 'destroy', 'rename'] as const;
const Event = z.object({ Action: z.enum(actions), Actor: z.object({ ID: z.string() }), time: z.number(), timeNano: z.number() });

/** Wait before connecting again, in milliseconds: doubled each time, up to the last. */
const pauses = { first: 250, last: 10_000 };

/**
 * Yields what happens to containers, until the context is aborted. Throws only when the first connection fails. See
 * {@link Host.events}.
 */
export async function* events(
  on: KnownDocker,
  ctx: Context,
  connection: (state: 'lost' | 'back') => void = () => {},
): AsyncGenerator<ContainerEvent> {
  const { signal } = ctx;
  const filters = JSON.stringify({ type: ['container'], event: actions });
  let since: string | undefined;
  let seen = new Set<string>();
  let pause = pauses.first;
  let state: 'new' | 'lost' | 'back' = 'new';
  while (!signal.aborted) {
    try {
      const stream = await on.api.open('GET', '/events', { signal, query: { filters, since } });
      if (state === 'lost') connection('back');
      state = 'back';
      pause = pauses.first;
      for await (const line of lines(stream)) {
        const event = Event.parse(JSON.parse(line));
        const at = `${Math.floor(event.time)}`;
        // A resumed stream begins with everything of the second in which it broke off.
        if (at !== since) seen = new Set();
        since = at;
        const key = `${event.timeNano} ${event.Action} ${event.Actor.ID}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield { action: event.Action, container: event.Actor.ID, time: event.timeNano / 1e6 };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (state === 'new') throw error;
      ctx.log.debug('events: connecting again', { error: String(error) });
    }
    if (state === 'back') connection('lost');
    state = 'lost';
    try {
      await sleep(pause, undefined, { signal });
    } catch {
      return;
    }
    pause = Math.min(pause * 2, pauses.last);
  }
}

async function* lines(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter((line) => line.trim() !== '');
  }
}
