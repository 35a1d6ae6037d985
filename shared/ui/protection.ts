import type { HostSummary, RepositorySummary, StackSummary } from '../src/api.ts';
import type { ProofSummary } from '../src/model/manifest.ts';
import { message } from '../src/text/catalogue.ts';
import type { Message } from '../src/model/message.ts';
import { shellLine } from '../src/render/shell.ts';
import type { Words } from '../src/render/words.ts';
import { type Saved, isTested, momentsOf } from './restore/choices.ts';

/** Hours after which a stack has to be saved again. */
export const limitHours = 26;

interface Known {
  stack: StackSummary;
  host: HostSummary;
  saved: readonly Saved[];
  repositories: readonly RepositorySummary[];
  now: Date;
}

/** What keeps a stack from being protected, in words; nothing when it is. */
export function gapsOf({ stack, host, saved, repositories, now }: Known, { ago }: Words): Message[] {
  const [newest] = momentsOf(saved, { stack: stack.id });
  if (!newest) return [message('ui.gap.never', {})];
  const repository = repositories.find(({ name }) => name === newest.repo);
  const unsaved = stack.services.filter(({ name }) => !newest.services.some((service) => service.name === name));
  const age = now.getTime() - Date.parse(newest.startedAt);
  return [
    ...(age > limitHours * 3600_000 ? [message('ui.gap.old', { ago: ago(newest.startedAt) })] : []),
    ...(newest.complete ? [] : [message('ui.gap.incomplete', {})]),
    ...unsaved.map(({ name }) => message('ui.gap.unsaved', { service: name })),
    ...(isTested(newest.proofs) ? [] : [untested(newest.proofs)]),
    ...(repository && isLocal(host) && isFolder(repository) && !onOtherDisks(stack, repository)
      ? [message('ui.gap.same-disk', {})]
      : []),
  ];
}

function untested(proofs: readonly ProofSummary[]): Message {
  const [newest] = proofs.filter(({ ok }) => !ok).sort((a, b) => b.at.localeCompare(a.at));
  if (!newest) return message('ui.gap.untested', {});
  return newest.kind === 'verify' ? message('ui.gap.damaged', {}) : message('ui.gap.test-failed', {});
}

const isLocal = ({ address }: HostSummary): boolean => /^(unix|npipe):/.test(address);
const isFolder = ({ location }: RepositorySummary): boolean => !/^[a-z][a-z0-9+.-]+:\/\//.test(location);

/** Whether they are known to be: in doubt both are lost together. */
const onOtherDisks = (stack: StackSummary, { disks }: RepositorySummary): boolean =>
  stack.disks !== undefined && disks !== undefined && !disks.some((disk) => stack.disks?.includes(disk));

/** Bytes that are stored, and how many of them came within the last seven days. */
export function usedBy(saved: readonly Saved[], now: Date): { bytes: number; grown: number; count: number } {
  const week = now.getTime() - 7 * 24 * 3600_000;
  const sum = (each: readonly Saved[]): number => each.reduce((total, { bytes }) => total + bytes, 0);
  return {
    bytes: sum(saved),
    grown: sum(saved.filter(({ startedAt }) => Date.parse(startedAt) > week)),
    count: saved.length,
  };
}

/** Lines that would back a stack up every night, for who would rather not remember. */
export function schedules(stack: string, host?: string): { cron: string; systemd: string } {
  const backup = shellLine(['longshore', 'backup', stack, ...(host === undefined ? [] : ['--host', host])]);
  return { cron: `0 2 * * * ${backup}`, systemd: `systemd-run --user --on-calendar='*-*-* 02:00' ${backup}` };
}
