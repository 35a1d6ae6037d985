import { expect, test } from 'vitest';
import type { Container } from '../hosts/container.ts';
import { isTool } from './tool.ts';

test.each([
  ['prometheuscommunity/postgres-exporter:v0.15', true],
  ['oliver006/redis_exporter', true],
  ['dpage/pgadmin4:8', true],
  // They keep their own data in a database, where their settings say so.
  ['grafana/grafana', false],
  ['metabase/metabase:v0.50', false],
  ['acme/order-exporter', false],
])('%s only looks on: %s', (image, looks) => {
  expect(isTool({ image } as Container)).toBe(looks);
});
