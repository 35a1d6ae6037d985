import { useSyncExternalStore } from 'react';

/** As the style sheet has it. */
const narrow = matchMedia('(max-width: 48rem)');

function subscribe(changed: () => void): () => void {
  narrow.addEventListener('change', changed);
  return () => narrow.removeEventListener('change', changed);
}

/** Returns whether the window is so narrow that columns are shown below each other. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
