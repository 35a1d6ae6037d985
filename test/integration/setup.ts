import { buildServePage } from '../../shared/ui/build.mjs';

/** `longshore serve` serves what was built. */
export const setup = (): Promise<void> => buildServePage();
