import { describe, expect, test } from 'vitest';
import type { Language } from '../text/language.ts';
import { catalogue } from '../text/catalogue.ts';
import { forClicks } from './click.ts';
import { wordsIn } from './words.ts';

/** Every parameter that a text may ask for. */
const any = new Proxy({}, { get: (_, name) => (String(name).endsWith('s') ? ['X'] : 'X') });

describe.each<Language>(['en', 'de'])('in %s', (language) => {
  const said = Object.entries(catalogue as Record<string, Record<Language, (params: unknown) => string>>);

  test('no hint names an option or a command of ours to those who click, but where only a terminal will do', () => {
    const terminal = new Set([
      'click.hint.forget-repository',
      'click.hint.recover-damaged',
      'click.hint.no-safety',
      'hint.yes',
      'hint.help',
      'hint.snapshot-reference',
    ]);
    const naming = said
      .filter(([key]) => /^(click\.|hint\.)/.test(key) && !(`click.${key}` in catalogue) && !terminal.has(key))
      .filter(([, text]) => /longshore [a-z]|(^|[ (])--[a-z]/.test(text[language](any)));
    expect(naming.map(([key]) => key)).toEqual([]);
  });

  test('each takes the place of a text that there is, with its parameters', () => {
    const orphans = said.map(([key]) => key).filter((key) => key.startsWith('click.') && !(key.slice(6) in catalogue));
    expect(orphans).toEqual([]);
    const words = forClicks(wordsIn(language));
    expect(words.say({ key: 'hint.exclude-service', params: { service: 'db' } })).toContain('db');
    expect(words.t('hint.recover')).not.toBe(wordsIn(language).t('hint.recover'));
    expect(words.t('state.running')).toBe(wordsIn(language).t('state.running'));
  });
});
