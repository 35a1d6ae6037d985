import { Engine } from './engine.ts';
import { connectDocker } from './docker.ts';
import type { Host, HostAddress } from './host.ts';

export { addressText, parseAddress } from './address.ts';
export { listContexts, resolveAddress } from './contexts.ts';

/** Longest wait for an engine to answer at all, in milliseconds. */
const patience = 15_000;

/** A host that may never be asked: what is done to a repository needs no engine. */
export const connectLater = connectDocker;

/** A host whose engine has answered. */
export async function connect(name: string, address: HostAddress): Promise<Host> {
  await new Engine(address).send('GET', '/_ping', { signal: AbortSignal.timeout(2 * patience), silence: patience });
  return connectDocker(name, address);
}
