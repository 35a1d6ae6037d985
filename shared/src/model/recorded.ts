import type { Inventory, Recorded } from './inventory.ts';
import type { ServiceKind } from './service.ts';

/** What 0.1.0 recorded before its inventories said so (`FORMAT.md`). Rows only where they were counted. */
const first: Partial<Record<ServiceKind, Recorded>> = {
  postgres: {
    database: ['encoding', 'collate', 'ctype', 'provider', 'locale', 'owner', 'largeObjects'],
    table: ['owner', 'rows'],
    'partitioned table': ['owner'],
    'foreign table': ['owner'],
    matview: ['owner'],
    'extension table': [],
    sequence: ['value'],
    extension: [],
  },
  valkey: { service: ['functions'], keyspace: ['keys', 'expiring'] },
};

/**
 * Returns which facts an inventory recorded, by sort of thing: what it says itself, else what 0.1.0 recorded of its kind. Returns
 * undefined when it does not say so and 0.1.0 had no such kind.
 */
export function recordedIn({ recorded, entries }: Inventory, kind: ServiceKind): Recorded | undefined {
  if (recorded) return recorded;
  const tables = entries.filter(({ type }) => type === 'table');
  const counted = tables.length === 0 || tables.some(({ exact }) => 'rows' in exact);
  const known = first[kind];
  return known?.['table'] && !counted ? { ...known, table: known['table'].filter((fact) => fact !== 'rows') } : known;
}
