import { type Proven, leavesUncounted, newestProof, provenGradeOf } from '../model/standing.ts';
import { sorts } from './result.ts';
import type { Words } from './words.ts';

/**
 * Returns in words what is known of a snapshot, or of one service in it, and whether that is good: a restore of all of it that
 * worked and counted everything. A failure goes first, that of a reading only until a restore works. Else a restore that worked
 * says more than bytes that were read. A restore of a part speaks for that part alone, and what it did not compare is named.
 */
export function bestProof(proven: Proven, words: Words, service?: string): { text: string; good: boolean } {
  const { t, ago } = words;
  const services = service === undefined ? proven.services : [service];
  const restored = newestProof(proven, services, ['drill', 'restore']);
  const read = newestProof(proven, services, ['verify']);
  if (restored && !restored.ok) return { text: t('proof.restore-failed', { ago: ago(restored.at) }), good: false };
  if (read && !read.ok && !(restored && restored.at > read.at))
    return { text: t('proof.damaged', { ago: ago(read.at) }), good: false };
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
  if (read) return { text: t('proof.read', { ago: ago(read.at) }), good: false };
  return { text: t('proof.never'), good: false };
}
