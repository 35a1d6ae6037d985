import { describe, expect, test } from 'vitest';
import type { Language } from '../src/text/language.ts';
import { catalogue } from '../src/text/catalogue.ts';

/** What an operator has to read: the screens' own words, and those of plans, steps, results and checks that they show. */
const shown =
  /^(ui|title|step|phase|fact|warning|result|proof|state|mode|role|role-name|kind|environment|rows|row|note|repaired)\./;
/** They belong to those who built it (decision: one table of plain words). */
const forbidden: Record<Language, RegExp> = {
  en: /\b(drills?|proofs?|stag(e|ed|ing) (area|copy|data)|staged?|swap(s|ped)?|freez(e|es|ing)|frozen|recover(y|s|ed)?|manifests?|artifacts?|inventor(y|ies)|ledgers?|journals?|capture[sd]?)\b/i,
  de: /\b(Drills?|Proofs?|Staging-Bereich|Swap|Freeze|Recovery|Manifest|Artefakte?|Inventar|Ledger|Journal)\b/,
};

/** Parameters of any text: each is a word, a number and a list at once. */
const any: unknown = new Proxy(() => 'x', {
  get: (_, name) => {
    if (name === Symbol.toPrimitive) return () => 'x';
    if (name === 'join' || name === 'toString') return () => 'x';
    if (name === 'length') return 0;
    if (name === 'map' || name === 'slice' || name === 'filter') return () => any;
    return typeof name === 'string' && /at|until|since/i.test(name) ? '2026-05-03T12:00:00.000Z' : any;
  },
});

const said = (key: string, language: Language): string => {
  const text = (catalogue as unknown as Record<string, Record<Language, (params: unknown) => string>>)[
    `click.${key}` in catalogue ? `click.${key}` : key
  ];
  return (
    text?.[language](
      new Proxy(
        {},
        {
          get: (_, name) =>
            /^(count|rows|seconds|bytes|free|needed|estimate|checked)$/.test(String(name))
              ? 2
              : (any as Record<string, unknown>)[String(name)],
        },
      ),
    ) ?? ''
  );
};

describe('operators read plain words', () => {
  const keys = Object.keys(catalogue).filter((key) => shown.test(key));

  test.each<Language>(['en', 'de'])('none of the builders’ words in %s', (language) => {
    expect(keys.length).toBeGreaterThan(300);
    const found = keys
      .map((key) => `${key}: ${said(key, language)}`)
      .filter((text) => forbidden[language].test(text.slice(text.indexOf(': '))));
    expect(found).toEqual([]);
  });

  test('the test would find one', () => {
    expect(forbidden.en.test('Run a drill')).toBe(true);
    expect(forbidden.de.test('Das Manifest')).toBe(true);
  });
});
