import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pRetry from 'p-retry';
import * as z from 'zod';
import { plainContext } from '../context.ts';
import { AppError } from '../errors.ts';
import { connect } from '../hosts/connect.ts';
import type { Host, HostAddress } from '../hosts/host.ts';
import { gather, hand } from '../config/secretStore.ts';
import { readLabels } from './lockLabels.ts';
import { spawnDetached } from './process.ts';

interface Charge {
  job: string;
  name: string;
  address: HostAddress;
  containers: string[];
  /** Milliseconds after which they are thawed whatever the owner says. */
  limit: number;
}

/** A process that thaws paused containers when its owner dies or the time is over. */
export interface Watchdog {
  /** Ends the watchdog without a thaw: the owner has thawed them itself. */
  dismiss(): void;
}

/** Longest wait for a watchdog to stand ready, in milliseconds: it has to log in and to ask Docker. */
const startLimit = 150_000;

/**
 * Resolves once the watchdog stands ready: only then may the first container be paused. Rejects with `recovery-needed.no-watchdog`
 * when it does not come to that within 150 seconds, and with the reason of the signal when that is aborted. The watchdog is ended
 * then.
 */
export async function startWatchdog(charge: Charge, outer: AbortSignal): Promise<Watchdog> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(startLimit)]);
  const child = spawnDetached(['watchdog'], ['pipe', 'pipe', 'ignore']);
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new AppError('internal.bug', {});
  stdin.on('error', () => undefined);
  const secrets = await gather(charge.address, AbortSignal.timeout(10_000));
  stdin.write(`${JSON.stringify({ ...charge, secrets })}\n`);
  const ready = await Promise.race([
    once(stdout, 'data', { signal }).then(() => true),
    once(child, 'exit', { signal }).then(() => false),
  ]).catch(() => {
    child.kill('SIGKILL');
    return false;
  });
  stdout.destroy();
  // It must not wake what a later job has paused.
  if (outer.aborted) child.kill('SIGKILL');
  outer.throwIfAborted();
  if (!ready) throw new AppError('recovery-needed.no-watchdog', {});
  return {
    dismiss() {
      stdin.end('dismissed\n');
    },
  };
}

const Received = z.object({
  job: z.string(),
  name: z.string(),
  address: z.custom<HostAddress>(),
  containers: z.array(z.string()),
  limit: z.number(),
  /** Behind the references of the address. */
  secrets: z.record(z.string(), z.string()),
});

/**
 * Runs the watchdog's own process: reads its charge, answers, and waits for dismissal, the end of its input, or the limit. Resolves
 * when it is dismissed, or when the containers are thawed, six hours have passed over that, or an attempt has failed and the
 * job's lock is gone. Rejects before it answers when Docker does not.
 */
export async function watchdog(): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const first = await lines.next();
  const charge = Received.parse(JSON.parse(String(first.value)));
  hand(charge.secrets);
  await using host = await connect(charge.name, charge.address);
  await host.info(plainContext({ signal: AbortSignal.timeout(10_000) }));
  process.stdout.on('error', () => undefined);
  process.stdout.write('ready\n');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), charge.limit);
  });
  const told = lines.next().then((line) => (line.done ? 'owner-gone' : 'dismissed'));
  const outcome = await Promise.race([told, late]);
  clearTimeout(timer);
  if (outcome === 'dismissed') return;
  await thaw(host, charge);
}

/** How long a frozen application is worth asking again, and the wait between two attempts, doubled each time; in milliseconds. */
const patience = 6 * 3600_000;
const pauses = { minTimeout: 250, factor: 2, maxTimeout: 10_000 };

async function thaw(host: Host, { job, containers }: z.infer<typeof Received>): Promise<void> {
  const ctx = plainContext({ signal: AbortSignal.timeout(patience) });
  const thawed = async (): Promise<void> => {
    await Promise.all(
      containers.map(async (id) => {
        await host.unpause(id, ctx).catch((error: unknown) => {
          if (!AppError.is(error, 'not-found')) throw error;
        });
      }),
    );
  };
  const attempt = async (number: number): Promise<void> => {
    // Later on, only while no recovery has brought everything back: the next job may have paused the same containers.
    if (number > 1 && !(await host.locks(ctx)).some((lock) => readLabels(lock)?.job === job)) return;
    await thawed();
  };
  // p-retry gives up on a TypeError; a watchdog gives up on nothing before its time, for the application stands still.
  const persistent = (number: number): Promise<void> =>
    attempt(number).catch((cause: unknown) => {
      throw new Error('The containers were not woken.', { cause });
    });
  // Docker may be busy or the connection cut. When the time is over, there is nothing more to try.
  await pRetry(persistent, { ...pauses, retries: Infinity, signal: ctx.signal }).catch(() => undefined);
}
