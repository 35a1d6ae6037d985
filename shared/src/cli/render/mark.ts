import type { Mark } from '../../api/answers.ts';
import type { Face } from '../terminal.ts';
import type { Words } from '../../render/words.ts';
import { wrap } from '../../render/layout.ts';

/**
 * Returns what a stack counts as now, and what follows from it, as wrapped lines. `cleared` says that its own mark was removed: only
 * then the entry that still marks it, if there is one, is named.
 */
export function renderMark({ host, stack, environment, by }: Mark, cleared: boolean, { t }: Words, face: Face): string[] {
  const mark = { host, stack, environment: t(`environment.${environment}`) };
  const said = !cleared ? t('mark.set', mark) : by === undefined ? t('mark.cleared', mark) : t('mark.still', { ...mark, by });
  return [...wrap(said, face.width), ...wrap(t(environment === 'production' ? 'mark.typed' : 'mark.asked'), face.width)];
}
