import { catalogue } from '@longshore/shared/text/catalogue';
import type { Language } from '@longshore/shared/text/language';

/** Returns the texts of `package.json`, as VS Code wants them beside it, as JSON by file name: made from the catalogue. */
export const nlsFiles = (): Record<string, string> => ({ 'package.nls.json': nls('en'), 'package.nls.de.json': nls('de') });

function nls(language: Language): string {
  const texts = Object.entries(catalogue as Record<string, Record<Language, (params: unknown) => string>>)
    .filter(([key]) => key.startsWith('manifest.'))
    .map(([key, text]) => [key, text[language]({})]);
  return `${JSON.stringify(Object.fromEntries(texts), null, 2)}\n`;
}
