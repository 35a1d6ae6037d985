import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../model/exitCodes.ts';
import { catalogue, render } from './catalogue.ts';
import { coreTexts } from './coreTexts.ts';

const sources = readdirSync(import.meta.dirname)
  .filter((name) => /^[a-zA-Z]+\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, name), 'utf8') }));

describe('the catalogue', () => {
  test('gives each key one text: of two areas with the same key, the later would silently win', () => {
    const places = new Map<string, string[]>();
    for (const { name, text } of sources) {
      for (const [, key = ''] of text.matchAll(/^ {2}'([^']+)': \{/gm)) places.set(key, [...(places.get(key) ?? []), name]);
    }
    expect(places.size).toBeGreaterThan(400);
    expect([...places].filter(([, names]) => names.length > 1)).toEqual([]);
    expect([...places.keys()].filter((key) => !(key in catalogue))).toEqual([]);
  });

  test('has a text for every error code, so that none is never used or misspelt', () => {
    const codes = new Set(Object.keys(catalogue).map((key) => key.slice(0, key.indexOf('.'))));
    expect(Object.keys(exitCodes).filter((code) => !codes.has(code))).toEqual([]);
  });

  test.each(['Snapshot', 'Ablage', 'Job'])('says nowhere “%s” in German: there is one word for each thing', (word) => {
    const german = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/\bde: [^]*?(?=\n {2}\},|\n {2}'|\bde: )/g)]
        .filter(([found]) => new RegExp(`\\b${word}\\b`).test(found))
        .map(([found]) => `${name}: ${found}`),
    );
    expect(german).toEqual([]);
  });
});

test('errors in the journals of earlier versions keep their words', () => {
  for (const key of ['recovery-needed.valkey-half', 'conflict.valkey-undo-gone']) {
    expect(render({ key, params: { service: 'cache' } }, 'en')).toMatch(/of cache/);
  }
  expect(render({ key: 'corrupt.postgres-change', params: { id: 'c7' } }, 'en')).toMatch(/c7/);
  expect(render({ key: 'tool-missing.valkey-shell', params: { container: 'shop-cache-1' } }, 'en')).toMatch(/shop-cache-1/);
});

test('what the core says is among the texts that its processes load', () => {
  const source = join(import.meta.dirname, '..');
  const rooms = ['config', 'core', 'drivers', 'hosts', 'jobs', 'machine', 'plan', 'repository', 'storage'];
  const files = rooms.flatMap((room) =>
    readdirSync(join(source, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(source, room, name)),
  );
  const keys = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/'([a-z][a-z-]*\.[a-z0-9.-]+)'/g)].map(([, key = '']) => key),
  );
  const said = [...new Set(keys)].filter((key) => key in catalogue);
  expect(said.length).toBeGreaterThan(300);
  expect(said.filter((key) => !(key in coreTexts))).toEqual([]);
});
