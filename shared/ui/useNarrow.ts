import { useSyncExternalStore } from 'react';

/** As the style sheet has it. */
const narrow = matchMedia('(max-width: 48rem)');

function subscribe(changed: () => void): () => void {
  narrow.addEventListener('change', changed);
  return () => narrow.removeEventListener('change', changed);
}

/** Whether what stands side by side in a wide window stands below each other here. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
