import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
const theme = read('theme.css');
const style = read('ui.css');

/** The tokens that each block of the theme sets. */
const blocks = [...theme.matchAll(/\{([^{}]*)\}/g)].map(([, body = '']) =>
  [...body.matchAll(/(--[\w-]+):/g)].map(([, name]) => name),
);
const [usual = [], ...others] = blocks;

describe('colours', () => {
  test('come from the tokens of the theme alone', () => {
    const used = new Set([...style.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name));
    expect(used.size).toBeGreaterThan(20);
    expect([...used].filter((name) => !usual.includes(name))).toEqual([]);
    expect(style.match(/#[0-9a-f]{3,8}\b|\b(rgba?|hsla?)\(/gi)).toBeNull();
  });

  test('none of the allowed tokens is left unused', () => {
    expect(usual.filter((name) => !style.includes(`var(${name})`))).toEqual([]);
  });

  test('every theme sets each colour', () => {
    const colours = usual.filter((name) => !/font|contrast/.test(name ?? ''));
    expect(others).toHaveLength(6);
    for (const block of others) expect(colours.filter((name) => !block.includes(name))).toEqual([]);
  });
});
