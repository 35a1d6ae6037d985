import { AppError } from '../errors.ts';
import { kinds, type KindFacts } from '../model/kinds.ts';
import type { Message } from '../model/message.ts';
import type { PlannedService } from '../model/plan.ts';
import type { Without } from '../model/without.ts';
import { message } from '../text/message.ts';

type Of = Pick<PlannedService, 'name' | 'kind' | 'items'>;

interface Place {
  service: string;
  item: string;
}

/** Returns the items of which single objects can be left out. */
const placesIn = (services: readonly Of[]): Place[] =>
  services
    .filter(({ kind }) => (kinds[kind] as KindFacts).objects)
    .flatMap(({ name, items }) => items.map((item) => ({ service: name, item })));

/** Returns how an item's objects begin: nothing where it is the only one. */
function prefixOf({ service, item }: Place, all: readonly Place[]): string {
  if (all.length === 1) return '';
  return all.filter((other) => other.item === item).length === 1 ? `${item}/` : `${service}/${item}/`;
}

/**
 * Returns the objects to leave out, by service: each as `OBJECT` where there is one item, as `ITEM/OBJECT` or `SERVICE/ITEM/OBJECT`.
 * Throws `usage.without-nothing` when none of the services has such objects, and `usage.without-item` for one that does not say
 * which item it is of.
 */
export function assignWithout(wanted: readonly string[], services: readonly Of[]): Map<string, Without> {
  const assigned = new Map<string, Record<string, string[]>>();
  const places = placesIn(services);
  for (const object of wanted) {
    if (places.length === 0) throw new AppError('usage.without-nothing', { object });
    const named = places.flatMap((place) => {
      const start = [`${place.service}/${place.item}/`, `${place.item}/`].find((one) => object.startsWith(one));
      return start === undefined ? [] : [{ place, rest: object.slice(start.length) }];
    });
    const [only] = places;
    const [found, ...others] = named.length > 0 || places.length > 1 || !only ? named : [{ place: only, rest: object }];
    if (!found || others.length > 0) {
      const items = places.map((place) => prefixOf(place, places));
      throw new AppError('usage.without-item', { object, items });
    }
    const { service, item } = found.place;
    const of = assigned.get(service) ?? {};
    assigned.set(service, { ...of, [item]: [...(of[item] ?? []), found.rest] });
  }
  return assigned;
}

/** Returns an object of an item as {@link assignWithout} takes it. */
export function writeWithout(service: string, item: string, object: string, services: readonly Of[]): string {
  return prefixOf({ service, item }, placesIn(services)) + object;
}

/** Returns the warning of a plan that leaves objects out, which it throws as {@link assignWithout} does. Empty for none. */
export function partialWarning(wanted: readonly string[] | undefined, services: readonly Of[]): Message[] {
  if (!wanted || wanted.length === 0) return [];
  assignWithout(wanted, services);
  return [message('warning.partial', { objects: [...wanted] })];
}

/** Returns the words of a command line that leave objects out. A word of its own may begin with a dash. */
export const withoutWords = (wanted: readonly string[] = []): string[] =>
  wanted.flatMap((object) => (object.startsWith('-') ? [`--without=${object}`] : ['--without', object]));
