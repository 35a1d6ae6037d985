import { type DecidingProof, type Proven, decidingProofs, leavesUncounted, provenGradeOf } from '../model/standing.ts';
import { sorts } from './result.ts';
import type { Words } from './words.ts';

/**
 * Returns in words what is known of a snapshot, or of one service in it, and whether that is good: a restore of all of it that
 * worked and counted everything. A failure goes first, with the services that failed, that of a reading only until a restore works.
 * Else a restore that worked says more than bytes that were read. A restore of a part speaks for that part alone, and what it did
 * not compare is named.
 */
export function bestProof(proven: Proven, words: Words, service?: string): { text: string; good: boolean } {
  const { t, ago } = words;
  const services = service === undefined ? proven.services : [service];
  const each = services.map((name) => ({ name, ...decidingProofs(proven, name) }));
  const failed = each.filter(({ restored }) => restored?.ok === false);
  const failure = newest(failed.map(({ restored }) => restored));
  if (failure) {
    const at = ago(failure.at);
    const text =
      failed.length === services.length
        ? t('proof.restore-failed', { ago: at })
        : t('proof.restore-failed-of', { ago: at, services: failed.map(({ name }) => name) });
    return { text, good: false };
  }
  const damaged = newest(each.map(({ read }) => (read?.ok === false ? read : undefined)));
  if (damaged) return { text: t('proof.damaged', { ago: ago(damaged.at) }), good: false };
  const restored = newest(each.map((one) => one.restored));
  const left = sorts(restored?.notCompared ?? [], words);
  const say = (text: string): string => (left.length === 0 ? text : `${text}; ${t('proof.not-compared', { sorts: left })}`);
  if (restored) {
    const counted = !leavesUncounted(restored);
    const covered = services.filter((one) =>
      counted ? provenGradeOf(proven, one) === 'tested' : restored.services.includes(one),
    );
    const whole = covered.length === services.length;
    const at = ago(restored.at);
    const text = whole ? t('proof.restored', { ago: at }) : t('proof.restored-partly', { ago: at, services: covered });
    return { text: say(text), good: whole && counted };
  }
  const read = newest(each.map((one) => one.read));
  if (read) return { text: t('proof.read', { ago: ago(read.at) }), good: false };
  return { text: t('proof.never'), good: false };
}

/** Returns the latest of the records, or undefined when there is none. */
const newest = (proofs: readonly (DecidingProof | undefined)[]): DecidingProof | undefined =>
  proofs.filter((proof) => proof !== undefined).toSorted((a, b) => b.at.localeCompare(a.at))[0];
