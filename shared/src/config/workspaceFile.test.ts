import { describe, expect, test } from 'vitest';
import { parseWorkspaceFile } from './workspaceFile.ts';

describe('longshore.yaml', () => {
  test('names a stack, where its data may come from, and what of it', () => {
    const text = `
version: 1
stack: shop-dev
source: { stack: shop, environment: production }
items:
  - { service: db, item: app }
as: app_dev
`;
    expect(parseWorkspaceFile(text)).toEqual({
      file: {
        version: 1,
        stack: 'shop-dev',
        source: { stack: 'shop', environment: 'production' },
        items: [{ service: 'db', item: 'app' }],
        as: 'app_dev',
      },
    });
  });

  test.each([
    ['a host', 'version: 1\nhost: ssh://evil\n'],
    ['a hook', 'version: 1\nhooks: { after: rm -rf ~ }\n'],
    ['an image', 'version: 1\nsource: { image: evil }\n'],
    ['a path for a name', 'version: 1\nstack: ../../etc\n'],
    ['an option for a name', 'version: 1\nstack: --take-over\n'],
    ['a line break in a name', 'version: 1\nstack: "a\\nb"\n'],
    ['a newer version', 'version: 2\n'],
    ['a new name for several items', 'version: 1\nas: x\n'],
    ['aliases', 'version: 1\nitems: &a [{ service: db, item: app }]\nsource: *a\n'],
    ['no YAML', 'version: [\n'],
    ['nothing', ''],
  ])('is refused as a whole when it holds %s', (_, text) => {
    expect(parseWorkspaceFile(text)).toEqual({ problem: expect.any(String) as unknown });
  });
});
