import { connectDocker } from './docker.ts';
import type { Host, HostAddress } from './host.ts';

/** A host that has answered. */
export async function connect(name: string, address: HostAddress): Promise<Host> {
  return connectDocker(name, address);
}
