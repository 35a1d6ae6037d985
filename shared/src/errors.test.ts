import { expect, test } from 'vitest';
import { isErrorKey } from './errors.ts';

test('a key is that of an error when it begins with a code, and with nothing that every object has', () => {
  const keys = ['usage.other', 'role.data', 'constructor.x', 'toString.x', 'usage'];
  expect(keys.filter(isErrorKey)).toEqual(['usage.other']);
});
