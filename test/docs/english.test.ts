import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/*
 * Plain English in comments, texts and pages: a sentence names its actor. Titles of tests are not looked at, nor the changelog.
 */

const root = join(import.meta.dirname, '../..');

/** What stops a reader, and the direction in which to reword it. */
const patterns: [RegExp, string][] = [
  [/\b(?:nobody|somebody|anybody|whoever|everybody|no one)\b/i, 'name the actor: the user, another process, a caller'],
  [/(?:^|[.;:] |, )[Ww]ho (?!is it)/, 'name the actor: "a user who …", "the process that …"'],
  [/\b(?:is|are|was|were|be|been|being) told\b/, 'say what happens: "gets the error", "a message says"'],
  [/\bstands?\b(?!-in)(?! (?:still|ready|for|in for|alone|on)\b|$)/, 'is, or "the file has …"'],
  [/\b(?:can(?:not)?|could|to) be had\b/, '"is available", "cannot be read", "is missing"'],
];

/** Sentences that are right as they are: file, and a piece of the line. */
const exceptions: [string, string][] = [['shared/src/text/bucket.ts', 'no one can delete a locked object']];

interface Line {
  file: string;
  line: number;
  text: string;
}

function linesOf(file: string): Line[] {
  const content = readFileSync(join(root, file), 'utf8');
  const found = file.endsWith('.md') ? prose(content) : [...comments(content), ...texts(file, content)];
  return found.map(([line, text]) => ({ file, line, text }));
}

/** Lines outside of blocks of code, with neither code nor titles of tests. */
function prose(content: string): [number, string][] {
  let isCode = false;
  return content.split('\n').flatMap((text, at): [number, string][] => {
    if (text.startsWith('```')) isCode = !isCode;
    return isCode ? [] : [[at + 1, text.replaceAll(/`[^`]*`/g, '').replaceAll(/: '[^']*'/g, '')]];
  });
}

function comments(content: string): [number, string][] {
  return [...content.matchAll(/\/\*\*?([\s\S]*?)\*\/|(?<![:'"`\w/])\/\/ (.*)/g)].flatMap((match) => {
    const first = content.slice(0, match.index).split('\n').length;
    const body = match[1] ?? match[2] ?? '';
    return body.split('\n').map((text, at): [number, string] => [first + at, text.replace(/^\s*\*?\s?/, '')]);
  });
}

/** The English half of the catalogue. */
function texts(file: string, content: string): [number, string][] {
  if (!file.startsWith('shared/src/text/')) return [];
  return [...content.matchAll(/\ben: .*?(?=\n? *\bde: )/gs)].map((match) => [
    content.slice(0, match.index).split('\n').length,
    match[0].replaceAll(/'[a-z]+(?:[.-][a-z]+)+'/g, ''),
  ]);
}

test('comments, texts and pages name their actors', () => {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.mjs', '*.css', '*.md'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '' && !/^(?:CHANGELOG\.md|test\/golden\/|test\/docs\/english\.test\.ts)/.test(file));
  expect(files.length).toBeGreaterThan(500);
  const stops = files.flatMap(linesOf).flatMap(({ file, line, text }) => {
    if (exceptions.some(([where, piece]) => where === file && text.includes(piece))) return [];
    const [, advice] = patterns.find(([pattern]) => pattern.test(text)) ?? [];
    return advice === undefined ? [] : [`${file}:${line}: ${text.trim().slice(0, 140)} (${advice})`];
  });
  expect(stops).toEqual([]);
});

test('docstrings of exported functions say what they do: returns, rejects, writes', () => {
  const files = execFileSync('git', ['ls-files', 'shared/src/*.ts'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '' && !file.endsWith('.test.ts') && !file.startsWith('shared/src/text/'));
  const documented = files.flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        /\/\*\*\s*(?:\*\s)?((?:(?!\*\/).)*)\*\/\n *export (?:async )?(?:function\*? (\w+)|const (\w+) = (?:async )?(?:<[^(]*>)?\()/gs,
      ),
    ].map(([, said = '', name = '', constant = '']) => ({
      where: `${file} ${name || constant}`,
      first: said.split(/\s/, 1)[0] ?? '',
    })),
  );
  expect(documented.length).toBeGreaterThan(400);
  expect(documented.filter(({ first }) => first !== 'See' && !/^[A-Z][a-z]+s$/.test(first))).toEqual([]);
});

test('every exception is still needed', () => {
  const unused = exceptions.filter(([file, piece]) => !readFileSync(join(root, file), 'utf8').includes(piece));
  expect(unused).toEqual([]);
});
