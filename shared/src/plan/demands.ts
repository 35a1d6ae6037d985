import { AppError } from '../errors.ts';
import type { Mode, PlannedService } from '../model/plan.ts';
import type { Traits } from '../model/traits.ts';
import { message } from '../text/message.ts';

/**
 * What a service demands of a job. Only this file reads traits: planners ask it for what they show, and the job asks it for what
 * it does. A drill and a check demand nothing of a live service. `recover` asks the same questions as the job that it ends.
 */
type Traited = Pick<PlannedService, 'traits' | 'source'>;

/**
 * Returns the traits of what is captured: for a copy those of its source, which is another service than the one that it changes.
 * Returns undefined where the plan does not tell those of the source.
 */
const capturedTraits = ({ traits, source }: Traited): Traits | undefined => (source ? source.traits : traits);

/**
 * Returns whether the service itself must be stopped while its point is fixed (for a copy: its source), or while it is switched
 * over or back.
 */
export const mustStop = (service: Traited, phase: 'capture' | 'swap'): boolean =>
  phase === 'capture' ? capturedTraits(service)?.point === 'stopped' : service.traits.down.swap === 'service';

/** Returns whether all of a service is saved at one moment. False where each item is saved at its own. */
export const hasOneMoment = ({ traits }: Traited): boolean => traits.point !== 'perItem';

/**
 * Returns whether a capture stops the service or needs its writers to stand still, and so disturbs more than its own clients: a
 * copy leaves its source alone, and cannot do that.
 */
export const disturbs = (service: Traited): boolean => mustStop(service, 'capture') || service.traits.down.capture === 'writers';

export interface CaptureDemands {
  mode: Mode;
  /** The points of these are fixed while the writers stand still. */
  together: string[];
  /** The points of these are fixed when the writers go on. */
  apart: string[];
  /** These are stopped while their own point is fixed, and started again at once. */
  stopped: string[];
}

/**
 * Returns what a backup of these services demands. `wanted` is the mode that the user asked for, or undefined. The result may
 * have a stricter one, or `online` instead of `freeze` where no service needs a moment in common with others.
 */
export function captureDemands(
  services: (Traited & { name: string })[],
  wanted: Mode | undefined,
  hasWriters: boolean,
): CaptureDemands {
  const stopped = services.filter((service) => mustStop(service, 'capture'));
  // No freeze waits for what has no common moment anyway.
  const apart =
    wanted === 'stop' ? [] : services.filter((service) => !hasOneMoment(service) && service.traits.down.capture === 'nothing');
  const together = services.filter((service) => !apart.includes(service));
  return {
    mode: modeOf(together, wanted, stopped.length > 0, hasWriters),
    together: namesOf(together),
    apart: namesOf(apart),
    stopped: namesOf(stopped),
  };
}

function modeOf(together: Traited[], wanted: Mode | undefined, stops: boolean, hasWriters: boolean): Mode {
  if (stops) return 'stop';
  if (wanted === 'stop') return wanted;
  if (together.length === 0) return 'online';
  if (hasWriters && together.some(({ traits }) => traits.down.capture === 'writers')) return 'freeze';
  return wanted ?? (together.length > 1 && hasWriters ? 'freeze' : 'online');
}

/**
 * Throws `unsupported.stopped-beside` when a service would lose its point because another one, which is stopped for its own, runs
 * in the same container.
 */
export function assertNoneStoppedBeside(services: (Traited & { name: string; containers: string[] })[]): void {
  for (const stopped of services.filter((service) => mustStop(service, 'capture'))) {
    const beside = services.find(
      (service) => !mustStop(service, 'capture') && service.containers.some((id) => stopped.containers.includes(id)),
    );
    if (!beside) continue;
    throw new AppError(
      'unsupported.stopped-beside',
      { service: beside.name, stopped: stopped.name },
      { hint: message('hint.one-by-one', { services: [beside.name, stopped.name] }) },
    );
  }
}

/** Returns whether data of this service can be replaced in no other way than by overwriting it. */
export const onlyOverwrites = ({ traits }: Traited): boolean => traits.swap === 'replace';

/** Returns whether an item can be restored under another name: not where the files of a service are exchanged as a whole. */
export const takesNewNames = ({ traits }: Traited): boolean => traits.swap !== 'files';

/**
 * Returns whether a replacement overwrites the `live` items: always, also with none, where the kind has no other way; never where
 * it exchanges files. A kind that renames overwrites when that is `wished`, or one of them allows no other way, but not when
 * there are none: what is new comes beside the rest.
 */
export function overwrites(service: Traited, live: { inPlaceOnly: unknown[] }[], wished: boolean): boolean {
  if (onlyOverwrites(service)) return true;
  return (
    service.traits.swap === 'rename' && live.length > 0 && (wished || live.some(({ inPlaceOnly }) => inPlaceOnly.length > 0))
  );
}

export interface SwapDemands {
  /** Whether the writers are stopped during the whole switch-over. */
  writers: boolean;
  /** These are stopped for their own switch-over, and started again. */
  stopped: string[];
  /** These go on; clients of what is replaced in them lose their connection once. */
  disconnected: string[];
  /** These are overwritten: what lives is saved first, and read back, and the stronger confirmation is due. */
  overwritten: string[];
}

/**
 * Returns what a restore, a copy or an undo demands, with the names of services. `replaced`: services in which something that lives
 * is replaced, not only added to.
 */
export function swapDemands(services: PlannedService[], replaced: string[]): SwapDemands {
  const overwritten = services.filter(({ inPlace }) => inPlace);
  const stopped = services.filter((service) => mustStop(service, 'swap'));
  const writers =
    overwritten.length > 0 ||
    (replaced.length > 0 && (services.length > 1 || services.some(({ traits }) => traits.down.swap === 'writers')));
  return {
    writers,
    stopped: namesOf(stopped),
    disconnected: replaced.filter((name) => !stopped.some((service) => service.name === name)),
    overwritten: namesOf(overwritten),
  };
}

/**
 * Returns the service under its own name and its items under those that they live by: so its safety snapshot holds it, and leads
 * back to it.
 */
export function asLive(service: PlannedService): PlannedService {
  const { from: _, rename, ...own } = service;
  return { ...own, items: own.items.map((item) => rename?.[item] ?? item) };
}

/**
 * Returns the bytes that a capture of the service takes in a volume of its host: 0 when it takes one of unknown size, undefined
 * when it takes none.
 */
export function spoolBytes(service: PlannedService): number | undefined {
  const needs = capturedTraits(service)?.needs ?? [];
  const spool = needs.filter((need) => need.place === 'spool' && concerns(need, service.items));
  return spool.length > 0 || mustStop(service, 'capture') ? spool.reduce((sum, { bytes }) => sum + bytes, 0) : undefined;
}

/** What a copy beside the live data takes: the data itself, what is written twice on the way, and some air. */
const margin = 1.2;

/**
 * Returns the bytes that must be free for a copy of `bytes` beside the live data, by folder, with a fifth more than the copy
 * has, and in the data directory also what is logged meanwhile. What lies elsewhere goes there again. Empty when the service
 * does not tell its data directory.
 */
export function dataRoom({ traits, items }: PlannedService, bytes: number): { path: string; bytes: number }[] {
  const [main, ...others] = traits.needs.flatMap(({ place, path, ...need }) =>
    place === 'data' && path !== undefined ? [{ path, ...need }] : [],
  );
  if (!main) return [];
  const elsewhere = others.filter((need) => concerns(need, items));
  const rest = Math.max(0, bytes - elsewhere.reduce((sum, need) => sum + need.bytes, 0));
  const copy = Math.ceil(rest * margin);
  return [
    // No more is logged than is written.
    { path: main.path, bytes: copy + Math.min(main.log ?? 0, copy) },
    ...elsewhere.map((need) => ({ path: need.path, bytes: Math.ceil(need.bytes * margin) })),
  ];
}

const concerns = (need: { items?: string[] | undefined }, items: string[]): boolean =>
  !need.items || need.items.some((item) => items.includes(item));

const namesOf = (services: { name: string }[]): string[] => services.map(({ name }) => name);
