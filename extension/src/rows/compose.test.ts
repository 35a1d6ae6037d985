import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { composeServices } from './compose.ts';

test('finds the services of a real file, and nothing that only looks like one', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../test/stacks/sample/compose.yaml'), 'utf8');
  const found = composeServices(text);
  expect(found.map(({ service }) => service)).toEqual(['db', 'cache', 'migrate', 'writer', 'reader', 'exporter', 'idle']);
  expect(found.map(({ service, line }) => text.split('\n')[line]?.trim() === `${service}:`)).not.toContain(false);
});

test.each([
  [
    'tabs of four, quotes, comments',
    'services: # all\n    # first\n    "my db":\n        image: x\n    web:\n',
    ['my db', 'web'],
  ],
  ['nothing behind it', 'services:\n  db:\nvolumes:\n  data:\n', ['db']],
  ['flow style', 'services: { db: { image: x } }\n', []],
  ['no services', 'volumes:\n  db:\n', []],
])('%s', (_, text, services) => {
  expect(composeServices(text).map(({ service }) => service)).toEqual(services);
});
