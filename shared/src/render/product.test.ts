import { expect, test } from 'vitest';
import { stack } from '../../../test/support/answers.ts';
import { aboutAmount, whyNotRunning } from './product.ts';
import { wordsIn } from './words.ts';

const words = wordsIn('en');

test('0 rows are no estimate: a database that was never analysed says so of every table', () => {
  const said = [undefined, 0, 1, 1204].map((rows) => aboutAmount('postgres', rows, words));
  expect(said).toEqual(['', '', 'about 1 row', 'about 1,204 rows']);
});

test('a service that does not run, and one that the configuration alone names, each say why', () => {
  const [running, stopped] = stack.services;
  if (!running || !stopped) throw new Error('there are two');
  const said = [running, stopped, { ...stopped, containers: [] }].map((service) => whyNotRunning(service, words));
  expect(said).toEqual(['', 'not running', 'in the configuration only']);
});
