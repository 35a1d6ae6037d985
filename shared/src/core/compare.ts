import type { ParamsOf } from '../api/contract.ts';
import type { Config } from '../config/config.ts';
import type { Context } from '../context.ts';
import { driverOf } from '../drivers/index.ts';
import { AppError } from '../errors.ts';
import { type Comparison, type ServiceComparison, type Side, anyOf, contrast } from '../model/comparison.ts';
import type { Inventory } from '../model/inventory.ts';
import { parseReference } from '../model/reference.ts';
import type { ServiceKind } from '../model/service.ts';
import type { Hosts } from './hosts.ts';
import type { Repositories } from './repositories.ts';
import { findStack, runningTargets } from './stacks.ts';

interface Sources {
  hosts: Hosts;
  repositories: Repositories;
  config: Config;
}

interface Held {
  name: string;
  kind: ServiceKind;
  inventory: Inventory;
}

interface Found {
  side: Side;
  services: Held[];
  /** Whether one service was asked for by name. */
  chosen: boolean;
}

/**
 * Returns what a name asks for: `STACK/latest`, `STACK/latest/SERVICE` and `STACK/TIME` are snapshots, `STACK`, `STACK/SERVICE` and
 * all of `live:…` live. Does not look whether it is there.
 */
function read(name: string): { snapshot: string } | { stack: string; service?: string } {
  const live = name.startsWith('live:');
  const [stack = '', ...rest] = name.slice(live ? 'live:'.length : 0).split('/');
  const last = rest.join('/');
  if (!live && (rest[0] === 'latest' || /^\d{4}-\d{2}-\d{2}_/.test(last))) return { snapshot: name };
  return rest.length === 0 ? { stack } : { stack, service: last };
}

/**
 * Resolves with how two sides differ, services by name. Both are looked at side by side, and one that is alone of its kind is
 * compared with the only one of the other. Rejects with `not-found`, `ambiguous` or `incomplete` when a side is not there or does
 * not run, as {@link Hosts.get}, {@link runningTargets} and `Driver.contents` do for what lives, as {@link Repositories.get},
 * `Repository.find` and `Snapshot.inventory` do for a snapshot, and with `usage.not-comparable` when each names a service and
 * they have nothing to compare.
 */
export async function compareSides(params: ParamsOf<'compare'>, from: Sources, ctx: Context): Promise<Comparison> {
  const [a, b] = await Promise.all([
    find(params.a, params.host, params, from, ctx),
    find(params.b, params.toHost ?? params.host, params, from, ctx),
  ]);
  const byName = pairs(a, b).toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
  const services = byName.flatMap(([here, there]): ServiceComparison[] => {
    const found = here ?? there;
    if (!found) return [];
    const contrasts = contrast(here?.inventory, there?.inventory, found.kind);
    const sameVersion = here?.inventory.version === there?.inventory.version;
    const compared = {
      kind: found.kind,
      a: here ? { service: here.name, version: here.inventory.version } : null,
      b: there ? { service: there.name, version: there.inventory.version } : null,
      differs: sameVersion ? anyOf(contrasts) : ('yes' as const),
      contrasts,
    };
    return [compared];
  });
  return { a: a.side, b: b.side, differs: anyOf(services), services };
}

async function find(
  name: string,
  host: string | undefined,
  { repo, exact = false }: ParamsOf<'compare'>,
  from: Sources,
  ctx: Context,
): Promise<Found> {
  const asked = read(name);
  if ('snapshot' in asked) {
    const snapshot = await (await from.repositories.get(repo)).find(asked.snapshot, ctx);
    const inventories = new Map(Object.entries((await snapshot.inventory(ctx)).services));
    const wanted = parseReference(asked.snapshot)?.service;
    const services = snapshot.manifest.services.flatMap(({ name: service, kind }): Held[] => {
      if (wanted !== undefined && service !== wanted) return [];
      const inventory = inventories.get(service)?.inventory;
      if (!inventory) throw new AppError('corrupt.inventory', { snapshot: snapshot.reference });
      return [{ name: service, kind, inventory }];
    });
    const at = snapshot.manifest.point ?? snapshot.manifest.startedAt;
    return { side: { name: snapshot.reference, live: false, at }, services, chosen: wanted !== undefined };
  }
  const stack = await findStack(await from.hosts.get(host), asked.stack, from.config, ctx);
  const targets = await runningTargets(stack, asked.service, from.config, ctx);
  const at = new Date().toISOString();
  const services = await Promise.all(
    targets.map(async (target): Promise<Held> => {
      const { name: service, kind } = target.service;
      return { name: service, kind, inventory: await driverOf(kind).contents(target, {}, { exact }, ctx) };
    }),
  );
  const label = ['live:', stack.id.name, ...(asked.service === undefined ? [] : ['/', asked.service])].join('');
  return { side: { name: label, live: true, at }, services, chosen: asked.service !== undefined };
}

type Pair = [Held | undefined, Held | undefined];
const nameOf = ([here, there]: Pair): string => (here ?? there)?.name ?? '';

function pairs(a: Found, b: Found): Pair[] {
  const found: Pair[] = [];
  const left = new Set(b.services);
  for (const here of a.services) {
    const there = partner(here, a.services, [...left]);
    if (there) left.delete(there);
    found.push([here, there]);
  }
  const all = [...found, ...[...left].map((there): [undefined, Held] => [undefined, there])];
  const wanted = all.filter(([here, there]) => (!a.chosen || here) && (!b.chosen || there));
  // Of two that were chosen, neither may be left out.
  if (a.chosen && b.chosen && wanted.length === 0) throw new AppError('usage.not-comparable', { a: a.side.name, b: b.side.name });
  return wanted;
}

/**
 * Returns the service of the same kind and name, else the only one of its kind that is left, if this one is alone of its kind too.
 * Returns undefined when there is none.
 */
function partner(here: Held, among: Held[], others: Held[]): Held | undefined {
  const ofKind = others.filter(({ kind }) => kind === here.kind);
  const same = ofKind.find(({ name }) => name === here.name);
  if (same) return same;
  const [only, second] = ofKind;
  return second === undefined && among.filter(({ kind }) => kind === here.kind).length === 1 ? only : undefined;
}
