import { type Proven, newestProof, provenGradeOf } from '../model/standing.ts';
import type { Words } from './words.ts';

/**
 * Returns the best that is known of a snapshot, or of one service in it, and whether that is good. A restore that worked says more
 * than bytes that were read; a restore of a part speaks for that part alone.
 */
export function bestProof(proven: Proven, { t, ago }: Words, service?: string): { text: string; good: boolean } {
  const services = service === undefined ? proven.services : [service];
  const restored = newestProof(proven, services, ['drill', 'restore']);
  const read = newestProof(proven, services, ['verify']);
  if (restored && !restored.ok) return { text: t('proof.restore-failed', { ago: ago(restored.at) }), good: false };
  if (read && !read.ok && !(restored && restored.at > read.at))
    return { text: t('proof.damaged', { ago: ago(read.at) }), good: false };
  if (restored) {
    const tested = services.filter((one) => provenGradeOf(proven, one) === 'tested');
    if (tested.length === services.length) return { text: t('proof.restored', { ago: ago(restored.at) }), good: true };
    return { text: t('proof.restored-partly', { ago: ago(restored.at), services: tested }), good: false };
  }
  if (read) return { text: t('proof.read', { ago: ago(read.at) }), good: false };
  return { text: t('proof.never'), good: false };
}
