import { kinds } from '../../src/model/kinds.ts';
import type { StackSummary } from '../../src/api/answers.ts';
import type { ParamsOf } from '../../src/api/contract.ts';
import type { SnapshotSummary } from '../../src/model/manifest.ts';
import type { ServiceKind, StackId } from '../../src/model/service.ts';
import { restoreRequest, targetsFor } from '../../src/model/restoreChoices.ts';
import { isSameStack, nameAmong, stackKey } from '../../src/model/stackId.ts';
import { gradeOf, holdsWhole, standingOf } from '../../src/model/standing.ts';
import { visible } from '../../src/render/layout.ts';

/** A snapshot of any repository. */
export interface Saved extends SnapshotSummary {
  repo: string;
}

/** What the user wants back: a whole stack, one of its services, or one database of that. */
export interface Wanted {
  stack: StackId;
  service?: string;
  item?: string;
}

/** Something that can be restored, with the newest snapshot that holds it. */
export interface Offer {
  wanted: Wanted;
  newest: Saved;
  /** Of the service: absent for a whole stack. */
  kind?: ServiceKind;
  version?: string;
}

/** Where it goes. */
export interface Target {
  host: string;
  /** As it is called there. */
  stack: string;
  /** The stack that the snapshot was made of. */
  same: boolean;
}

/** Items of each service of the newest snapshot of a stack, by {@link stackKey}. */
export type Items = Record<string, Record<string, string[]>>;

/** Returns the newest snapshot of every stack that was saved, the newest first. */
export function newestOfEach(saved: readonly Saved[]): Saved[] {
  const newest = new Map<string, Saved>();
  for (const each of saved) {
    const known = newest.get(stackKey(each.stack));
    if (!known || each.startedAt > known.startedAt) newest.set(stackKey(each.stack), each);
  }
  return [...newest.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/**
 * Returns all that can be restored: stack by stack, the one that was saved last first. Items are offered as far as they are
 * known, and only where a kind has `parts`.
 */
export function offersOf(saved: readonly Saved[], items: Items): Offer[] {
  return newestOfEach(saved).flatMap((newest) => {
    const key = stackKey(newest.stack);
    const holding = saved.filter(({ stack }) => isSameStack(stack, newest.stack));
    const names = [...new Set(holding.flatMap(({ services }) => services.map(({ name }) => name)))];
    return [
      { wanted: { stack: newest.stack }, newest },
      ...names.flatMap((name): Offer[] => {
        // The newest that holds a service says what it is.
        const [last] = momentsOf(holding, { stack: newest.stack, service: name });
        const service = last?.services.find((each) => each.name === name);
        if (!last || !service) return [];
        const known = { newest: last, kind: service.kind, version: service.version };
        const wanted = { stack: newest.stack, service: name };
        // What has one key space has nothing to choose from.
        const held = kinds[service.kind].parts ? (items[key]?.[name] ?? []) : [];
        return [{ wanted, ...known }, ...held.map((item) => ({ wanted: { ...wanted, item }, ...known }))];
      }),
    ];
  });
}

/** Returns what is wanted as one name: `shop / db / app`. */
export const nameOf = ({ stack, service, item }: Wanted): string =>
  [stack.name, service, item]
    .filter((part) => part !== undefined)
    .map(visible)
    .join(' / ');

/** Returns the offers in whose name every word of the text occurs, in capitals or not. All of them for an empty text. */
export function search(offers: readonly Offer[], text: string): Offer[] {
  const words = text
    .toLowerCase()
    .split(/[\s/]+/)
    .filter(Boolean);
  return offers.filter(({ wanted }) => words.every((word) => nameOf(wanted).toLowerCase().includes(word)));
}

/**
 * Returns the snapshots of the stack that hold the wanted service, or a part of it, newest first, or an empty list. For an
 * item: those that do not say that they lack it, also those from before it was there, because summaries name no items.
 */
export function momentsOf(saved: readonly Saved[], { stack, service, item }: Wanted): Saved[] {
  const holds = (each: Saved): boolean =>
    isSameStack(each.stack, stack) &&
    (service === undefined || each.services.some(({ name }) => name === service)) &&
    (item === undefined || !each.missing.includes(`${service}/${item}`));
  return saved.filter(holds).sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/**
 * Returns whether {@link gradeOf} says `tested` of a snapshot, or of a service in it: it holds all of that, the last restore of
 * it worked and left nothing uncounted, and no check failed after that.
 */
export const isTested = (moment: Saved, service?: string): boolean => gradeOf(standingOf(moment), service) === 'tested';

/**
 * Returns the newest moment that is known to work, else the newest that is whole, else the newest, or undefined when there are
 * none. The moments are newest first.
 */
export function suggested(moments: readonly Saved[], service?: string): Saved | undefined {
  const isWhole = (moment: Saved): boolean => (service === undefined ? moment.complete : holdsWhole(standingOf(moment), service));
  return moments.find((moment) => isTested(moment, service)) ?? moments.find(isWhole) ?? moments[0];
}

/** Returns the local day of an ISO time: `2026-05-03`, as a date field has it. */
export function dayOf(time: string): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** One line of the list: the head of a day, or a snapshot. */
export type Line = { day: string } | { moment: Saved };

/** Returns the moments grouped by day, each day below its head. The order stays. */
export function linesOf(moments: readonly Saved[]): Line[] {
  return moments.flatMap((moment, at) => {
    const before = moments[at - 1];
    const day = dayOf(moment.startedAt);
    return before && dayOf(before.startedAt) === day ? [{ moment }] : [{ day }, { moment }];
  });
}

/**
 * Returns the newest moment of that day, or the nearest before it, or undefined when all are later. The moments are newest first.
 */
export const onDay = (moments: readonly Saved[], day: string): Saved | undefined =>
  moments.find(({ startedAt }) => dayOf(startedAt) <= day);

/** A stack that runs on a host. */
export interface Found {
  host: string;
  stack: StackSummary;
}

/**
 * Returns where it can go: the place that it came from first, then others that have a service of the same kind for each. An empty
 * list when there is none.
 */
export const targetsOf = (found: readonly Found[], moment: Saved, { service }: Wanted): Target[] =>
  targetsFor(moment, service === undefined ? undefined : [service], found).map(({ to: { host, stack }, same }) => ({
    host,
    stack: nameAmong(stacksOn(found, host), stack),
    same,
  }));

const stacksOn = (found: readonly Found[], host: string): StackSummary[] =>
  found.filter((other) => other.host === host).map(({ stack }) => stack);

/** Returns what was chosen as the request for a plan. The host is always named: a screen shows all of them alike. */
export function requestOf(
  { repo, reference }: Saved,
  wanted: Wanted,
  { host, stack, same }: Target,
  as?: string,
): ParamsOf<'plan'> {
  const { service, item } = wanted;
  const what = service === undefined ? undefined : item === undefined ? { services: [service] } : { items: [{ service, item }] };
  return restoreRequest({ repo, snapshot: reference, what, target: { host, name: stack, same }, as });
}
