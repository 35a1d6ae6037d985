import type { ProofSummary } from '../model/manifest.ts';
import type { Words } from './words.ts';

/** The best that is known of a snapshot: a restore that worked says more than one that was read. */
export function bestProof(proofs: ProofSummary[], { t, ago }: Words): { text: string; good: boolean } {
  const newest = (kinds: ProofSummary['kind'][]): ProofSummary | undefined =>
    proofs.filter(({ kind }) => kinds.includes(kind)).sort((a, b) => b.at.localeCompare(a.at))[0];
  const restored = newest(['drill', 'restore']);
  const read = newest(['verify']);
  if (restored && !restored.ok) return { text: t('proof.restore-failed', { ago: ago(restored.at) }), good: false };
  if (read && !read.ok) return { text: t('proof.damaged', { ago: ago(read.at) }), good: false };
  if (restored) return { text: t('proof.restored', { ago: ago(restored.at) }), good: true };
  if (read) return { text: t('proof.read', { ago: ago(read.at) }), good: false };
  return { text: t('proof.never'), good: false };
}
