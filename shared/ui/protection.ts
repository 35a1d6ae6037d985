import type { HostSummary, RepositorySummary, StackSummary } from '../src/api/answers.ts';
import { decidingProofs } from '../src/model/standing.ts';
import { holdsWhole, standingOf } from '../src/model/standing.ts';
import { message } from '../src/text/message.ts';
import type { Message } from '../src/model/message.ts';
import { shellLine } from '../src/render/shell.ts';
import type { Words } from '../src/render/words.ts';
import { type RepositorySnapshots, allAnswered } from './everywhere.ts';
import { type Saved, isTested, momentsOf } from './restore/choices.ts';

/** Hours after which a stack has to be saved again. */
export const limitHours = 26;

interface Known {
  stack: StackSummary;
  host: HostSummary;
  repositories: readonly RepositorySnapshots[];
  now: Date;
}

/**
 * Returns what keeps a stack from being protected, as messages, or an empty list when it is. Each service counts by the newest
 * snapshot that holds all of it: services may be saved at different times. A newest snapshot that lacks something counts as well, and
 * so does one on the disk of the data. What is not found while a repository does not answer may be saved there.
 */
export function gapsOf({ stack, host, repositories, now }: Known, { ago }: Words): Message[] {
  const known = allAnswered(repositories);
  const moments = momentsOf(
    repositories.flatMap(({ saved }) => saved),
    { stack: stack.id },
  );
  const [newest] = moments;
  if (!newest) return [known ? message('ui.gap.never', {}) : message('ui.gap.unknown', { services: [] })];
  const last = new Map<string, Saved>();
  for (const { name } of stack.services) {
    const moment = moments.find((each) => holdsWhole(standingOf(each), name));
    if (moment) last.set(name, moment);
  }
  const unsaved = stack.services.filter(({ name }) => !last.has(name));
  const groups = [...Map.groupBy([...last.keys()], (name) => last.get(name) ?? newest)];
  return [
    ...(failed(newest) ? [message('ui.gap.incomplete', {})] : []),
    ...unsaved.map(({ name }) =>
      known ? message('ui.gap.unsaved', { service: name }) : message('ui.gap.unknown', { services: [name] }),
    ),
    ...groups.flatMap(([moment, services]) => {
      // One snapshot speaks for the whole stack.
      const of = { services: groups.length === 1 ? [] : services };
      const age = now.getTime() - Date.parse(moment.startedAt);
      const repository = repositories.find(({ repository: { name } }) => name === moment.repo)?.repository;
      return [
        ...(age > limitHours * 3600_000 ? [message('ui.gap.old', { ...of, ago: ago(moment.startedAt) })] : []),
        ...(services.every((service) => isTested(moment, service)) ? [] : [untested(moment, services, of)]),
        ...(repository && isLocal(host) && isFolder(repository) && !onOtherDisks(stack, repository)
          ? [message('ui.gap.same-disk', of)]
          : []),
      ];
    }),
  ];
}

/**
 * Returns whether a snapshot lacks a service that it was to hold, or, where it was to hold the whole stack, anything. One that
 * was asked for a part of the stack is no failure.
 */
const failed = ({ complete, scope, services }: Saved): boolean =>
  scope ? scope.some((name) => !services.some((service) => service.name === name)) : !complete;

function untested(moment: Saved, services: readonly string[], of: { services: string[] }): Message {
  const deciding = services.map((service) => decidingProofs(moment, service));
  if (deciding.some(({ restored }) => restored?.ok === false)) return message('ui.gap.test-failed', of);
  if (deciding.some(({ read }) => read?.ok === false)) return message('ui.gap.damaged', of);
  return message('ui.gap.untested', of);
}

const isLocal = ({ address }: HostSummary): boolean => /^(unix|npipe):/.test(address);
const isFolder = ({ location }: RepositorySummary): boolean => !/^[a-z][a-z0-9+.-]+:\/\//.test(location);

/**
 * Returns whether a stack's data and a repository are known to lie on different disks. False in doubt: both could be lost together.
 */
const onOtherDisks = (stack: StackSummary, { disks }: RepositorySummary): boolean =>
  stack.disks !== undefined && disks !== undefined && !disks.some((disk) => stack.disks?.includes(disk));

/**
 * Returns the bytes of all snapshots of a repository, how many of them came within the last seven days (`grown`), and the number
 * of snapshots. Returns undefined when it does not answer.
 */
export function usedBy(
  { saved, error }: RepositorySnapshots,
  now: Date,
): { bytes: number; grown: number; count: number } | undefined {
  if (error) return undefined;
  const week = now.getTime() - 7 * 24 * 3600_000;
  const sum = (each: readonly Saved[]): number => each.reduce((total, { bytes }) => total + bytes, 0);
  return {
    bytes: sum(saved),
    grown: sum(saved.filter(({ startedAt }) => Date.parse(startedAt) > week)),
    count: saved.length,
  };
}

/**
 * Returns a line for cron and one for systemd, each of which backs a stack up every night at two. `host` is absent for the default
 * one.
 */
export function schedules(stack: string, host?: string): { cron: string; systemd: string } {
  const backup = shellLine(['longshore', 'backup', stack, ...(host === undefined ? [] : ['--host', host])]);
  return { cron: `0 2 * * * ${backup}`, systemd: `systemd-run --user --on-calendar='*-*-* 02:00' ${backup}` };
}
