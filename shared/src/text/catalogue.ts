import type { Message } from '../model/message.ts';
import { coreTexts } from './coreTexts.ts';
import { cli } from './cli.ts';
import { clicks } from './clicks.ts';
import { desktop } from './desktop.ts';
import { extension } from './extension.ts';
import { help } from './help.ts';
import { screens } from './screens.ts';
import type { Language } from './language.ts';
import { lookUp } from './lookUp.ts';

/** Everything that people read, by key. Each area keeps its texts in its own file beside this one. */
export const catalogue = {
  ...coreTexts,
  ...cli,
  ...desktop,
  ...help,
  ...extension,
  ...screens,
  ...clicks,
};

/** Returns the words for a message. */
export const render = (text: Message, language: Language): string => lookUp(catalogue, text, language);
