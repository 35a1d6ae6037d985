import type { Message } from '../model/message.ts';
import { coreTexts } from './coreTexts.ts';
import { rendered } from './render.ts';
import { cli } from './cli.ts';
import { clicks } from './clicks.ts';
import { desktop } from './desktop.ts';
import { manifest } from './manifest.ts';
import { extension } from './extension.ts';
import { commands } from './commands.ts';
import { help } from './help.ts';
import { overviewScreen } from './overviewScreen.ts';
import { restoreScreens } from './restoreScreens.ts';
import { snapshotScreens } from './snapshotScreens.ts';
import { screens } from './screens.ts';
import type { Language } from './language.ts';
import { lookUp } from './lookUp.ts';

/** Everything that people read, by key. Each area keeps its texts in its own file beside this one. */
export const catalogue = {
  ...coreTexts,
  ...cli,
  ...rendered,
  ...desktop,
  ...help,
  ...commands,
  ...extension,
  ...manifest,
  ...screens,
  ...overviewScreen,
  ...restoreScreens,
  ...snapshotScreens,
  ...clicks,
};

/** Returns the words for a message, or its key and parameters when the key is unknown. */
export const render = (text: Message, language: Language): string => lookUp(catalogue, text, language);
