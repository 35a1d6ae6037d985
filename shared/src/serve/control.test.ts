import { expect, test } from 'vitest';
import { makeLink } from './control.ts';

test.each(['', 'x'.repeat(81)])(
  'a link for the name “%s” is a mistake of who wants it, whether a server runs or not',
  async (name) => {
    await expect(makeLink('/nowhere', { name, role: 'view' })).rejects.toMatchObject({
      key: 'usage.link-name',
      params: { longest: 80 },
    });
  },
);
