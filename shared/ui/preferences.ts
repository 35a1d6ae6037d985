import type { Language } from '../src/text/language.ts';

export type Theme = 'system' | 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';
export const themes: readonly Theme[] = ['system', 'light', 'dark', 'high-contrast', 'high-contrast-light'];
export const languages: readonly Language[] = ['en', 'de'];

/** The user's choices for this browser or window. */
export interface Preferences {
  language: Language;
  theme: Theme;
}

const place = 'longshore.preferences';

/** Returns what was chosen before, where there is a place that keeps it. What was not chosen is as in `usual`. */
export function readPreferences(usual: Preferences): Preferences {
  const kept = parse(storage()?.getItem(place) ?? '{}');
  return {
    language: languages.find((language) => language === kept['language']) ?? usual.language,
    theme: themes.find((theme) => theme === kept['theme']) ?? usual.theme,
  };
}

/** Keeps the choices for {@link readPreferences}, where there is a place for them. Throws when that place is full. */
export const keepPreferences = (preferences: Preferences): void => storage()?.setItem(place, JSON.stringify(preferences));

/**
 * Returns the place of the browser that keeps choices, or undefined for a page that may keep nothing: it has none, or throws when
 * it is asked for.
 */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
