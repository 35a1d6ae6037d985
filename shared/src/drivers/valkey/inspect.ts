import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Container } from '../../hosts/container.ts';
import { mountOf, outlivesContainer } from '../../hosts/mounts.ts';
import { areInOneStack } from '../../hosts/stack.ts';
import type { Message } from '../../model/message.ts';
import type { Traits } from '../../model/traits.ts';
import { message } from '../../text/message.ts';
import type { Inspection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { recognise } from './connect.ts';
import { askServer, versionName, type Server } from './server.ts';
import type { Session } from './session.ts';

/** A dump holds all key spaces or none, so that the service is the one thing to choose. */
export const item = 'data';

/**
 * Resolves with version, traits, warnings, clients, and one item with its bytes in memory and its keys: {@link Driver.inspect}.
 * Rejects as {@link recognise} does, as with `stale-plan.not-valkey` or `denied.valkey-password`, and as {@link askServer}
 * does.
 */
export async function inspect(target: ServerTarget, ctx: Context): Promise<Inspection> {
  const { container } = target;
  await using session = await recognise(target, ctx);
  const server = await askServer(session);
  const ephemeral = whyEphemeral(container, server);
  return {
    version: versionName(server),
    items: [
      {
        name: item,
        id: item,
        bytes: server.bytes,
        rows: server.databases.reduce((sum, { keys }) => sum + keys, 0),
        inPlaceOnly: [],
        blocked: whyBlocked(container, server),
      },
    ],
    traits: traitsOf(server),
    ...(ephemeral && { ephemeral }),
    warnings: warnings(target.service.name, server),
    clients: await clientsOf(target, session, ctx),
  };
}

const traitsOf = (server: Server): Traits => ({
  point: 'instant',
  swap: 'files',
  down: { capture: 'nothing', swap: 'service' },
  needs: [{ place: 'data', path: server.files.dir, bytes: server.bytes }],
});

/**
 * Returns why its data goes with the container, or with the server that saves nothing. Undefined when it does not. The images
 * declare a volume, so that there always is one: without a name it goes with its container.
 */
function whyEphemeral(container: Container, { files, save }: Server): Message | undefined {
  if (!outlivesContainer(container, files.dir)) return message('ephemeral.valkey-volume', { dir: files.dir });
  return save === '' && !files.log ? message('ephemeral.valkey-save', {}) : undefined;
}

/**
 * Returns why the server's files cannot be exchanged: they must lie where a container beside it can write them, and a replica gets
 * its data from elsewhere. Empty when they can.
 */
export function whyBlocked(container: Container, { files, info }: Server): Message[] {
  const mount = mountOf(container, files.dir);
  const blocked: Message[] = [];
  if (!mount || mount.type === 'tmpfs') blocked.push(message('blocked.valkey-no-volume', { dir: files.dir }));
  else if (!mount.writable) blocked.push(message('blocked.valkey-read-only', { dir: files.dir }));
  if (info['role'] === 'slave') blocked.push(message('blocked.valkey-replica', {}));
  return blocked;
}

/** Modules that are part of the server itself, and that every server of that version has. */
const builtIn = new Set(['lua', 'vectorset']);

function warnings(service: string, { info, users, modules, slots, sentinels }: Server): Message[] {
  const found: Message[] = [];
  const policy = info['maxmemory_policy'] ?? 'noeviction';
  if (policy !== 'noeviction' && info['maxmemory'] !== '0') found.push(message('warning.valkey-eviction', { service, policy }));
  if (users.length > 1) found.push(message('warning.valkey-users', { service, users: users.map(({ name }) => name) }));
  const foreign = modules.filter(({ name }) => !builtIn.has(name)).map(({ name }) => name);
  if (foreign.length > 0) found.push(message('warning.valkey-modules', { service, modules: foreign }));
  if (slots)
    found.push(
      slots.length > 0 ? message('warning.valkey-cluster', { service, slots }) : message('warning.valkey-no-slots', { service }),
    );
  if (sentinels > 0) found.push(message('warning.valkey-sentinel', { service, sentinels }));
  if (info['rdb_last_bgsave_status'] === 'err') found.push(message('warning.valkey-save-failed', { service }));
  return found;
}

/** Resolves with the addresses of clients from outside the stack. Empty, too, when we may not ask. */
async function clientsOf(target: ServerTarget, session: Session, ctx: Context): Promise<string[]> {
  try {
    return await outsideClients(target, session, ctx);
  } catch (error) {
    if (AppError.is(error, 'denied') || AppError.is(error, 'unsupported')) return [];
    throw error;
  }
}

/** Resolves with the addresses of clients that belong to no container of the same stack, each once, without local ones. */
async function outsideClients({ host, container }: ServerTarget, session: Session, ctx: Context): Promise<string[]> {
  const stack = (await host.containers(ctx)).filter((other) => areInOneStack(other, container));
  const own = new Set(stack.flatMap(({ networks }) => Object.values(networks)));
  const list = (await session.text('CLIENT', 'LIST')).split('\n');
  const addresses = list.flatMap(
    (line) => /(?:^| )addr=(?:\[([^\]]*)\]|([^ ]*)):\d+ /.exec(line)?.slice(1, 3).find(Boolean) ?? [],
  );
  const outside = addresses.filter((address) => address !== '127.0.0.1' && address !== '::1' && !own.has(address));
  // Clients on the server's own unix socket show its path.
  return [...new Set(outside.filter((address) => !address.startsWith('/')))];
}

/** Throws `not-found.valkey-item` when the selection names any item but the one that there is. No selection is fine. */
export function assertItems(items: string[] | undefined, service: string): void {
  const unknown = items?.find((name) => name !== item);
  if (unknown !== undefined) throw new AppError('not-found.valkey-item', { service, item: unknown });
}
