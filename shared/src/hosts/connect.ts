import { DockerApi } from './dockerApi.ts';
import { connectDocker, dockerOn } from './docker.ts';
import type { Host, HostAddress } from './host.ts';
import { loginLimit } from './ssh/login.ts';

export { addressText, parseAddress } from './address.ts';
export { listContexts, resolveAddress } from './contexts.ts';

/** Longest wait for a Docker Engine to answer at all, in milliseconds. */
const patience = 15_000;

/** Returns a host that may never be asked and connects when it is: what is done to a repository needs no Docker Engine. */
export const connectLater = connectDocker;

/** Resolves with a host whose Docker has answered. Rejects as {@link connectEngine} does. */
export async function connect(name: string, address: HostAddress): Promise<Host> {
  return dockerOn(name, await connectEngine(address));
}

/**
 * Resolves with a Docker Engine that has answered. Rejects with why it cannot be reached or refuses; with `timeout.engine` after 15
 * seconds of silence, with `timeout.deadline` after 30 seconds in all, over ssh 150.
 */
export async function connectEngine(address: HostAddress, signal?: AbortSignal): Promise<DockerApi> {
  const api = new DockerApi(address);
  // A login says by itself when it has taken too long.
  const limit = AbortSignal.timeout(2 * patience + (address.type === 'ssh' ? 1000 * loginLimit : 0));
  try {
    await api.send('GET', '/_ping', { signal: signal ? AbortSignal.any([signal, limit]) : limit, silence: patience });
    return api;
  } catch (error) {
    await api[Symbol.asyncDispose]();
    throw error;
  }
}
