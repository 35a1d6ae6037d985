import { expect, test } from 'vitest';
import { redact } from './redact.ts';

test('a secret that begins with another one is left out in full', () => {
  expect(redact('password "geheim123" refused, "geheim" too', ['geheim', '', 'geheim123'])).toBe(
    'password "***" refused, "***" too',
  );
});
