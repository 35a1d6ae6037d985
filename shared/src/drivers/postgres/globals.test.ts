import { expect, test } from 'vitest';
import { parseGlobals } from './globals.ts';

const dump = String.raw`--
-- PostgreSQL database cluster dump
--

\restrict 'it"s

SET default_transaction_read_only = off;

--
-- Roles; it's ""
--

CREATE ROLE "a ""b;
c'";
ALTER ROLE "a ""b;
c'" WITH NOSUPERUSER INHERIT LOGIN PASSWORD 'SCRAM-SHA-256$4096:x;y' VALID UNTIL '2040-01-01 00:00:00+00';
CREATE ROLE "on";
ALTER ROLE "on" WITH LOGIN PASSWORD 'md5''0';
COMMENT ON ROLE "on" IS E'back\\slash; it''s \'';
CREATE ROLE café;
ALTER ROLE café SET search_path TO '$user', 'x';
ALTER ROLE café IN DATABASE app SET work_mem TO '1MB';

CREATE TABLESPACE "fast disk" OWNER postgres LOCATION '/mnt;';
GRANT CREATE ON TABLESPACE "fast disk" TO café;
GRANT "on" TO "a ""b;
c'" WITH ADMIN OPTION, INHERIT TRUE GRANTED BY "granted";
GRANT café TO "granted" WITH INHERIT FALSE;
GRANT SET ON PARAMETER log_min_messages TO café;
\unrestrict x
--
-- PostgreSQL database cluster dump complete
--
`;

test('finds roles with their statements, memberships with their grantors, rights on settings, and tablespaces', () => {
  const { roles, memberships, tablespaces } = parseGlobals(dump);
  const odd = 'a "b;\nc\'';
  expect([...roles.keys()]).toEqual([odd, 'on', 'café']);
  expect(roles.get(odd)?.statements).toEqual([
    `CREATE ROLE "a ""b;\nc'"`,
    `ALTER ROLE "a ""b;\nc'" WITH NOSUPERUSER INHERIT LOGIN PASSWORD 'SCRAM-SHA-256$4096:x;y' VALID UNTIL '2040-01-01 00:00:00+00'`,
  ]);
  expect(roles.get('on')?.statements.slice(1)).toEqual([
    `ALTER ROLE "on" WITH LOGIN PASSWORD 'md5''0'`,
    String.raw`COMMENT ON ROLE "on" IS E'back\\slash; it''s \''`,
  ]);
  expect(roles.get('café')?.statements).toEqual([
    'CREATE ROLE café',
    `ALTER ROLE café SET search_path TO '$user', 'x'`,
    'GRANT SET ON PARAMETER log_min_messages TO café',
  ]);
  expect(memberships).toEqual([
    { role: 'on', member: odd, statement: `GRANT "on" TO "a ""b;\nc'" WITH ADMIN OPTION, INHERIT TRUE`, grantor: 'granted' },
    { role: 'café', member: 'granted', statement: 'GRANT café TO "granted" WITH INHERIT FALSE' },
  ]);
  expect(tablespaces).toEqual(['fast disk']);
});

test('finds nothing in nothing', () => {
  expect(parseGlobals('')).toEqual({ roles: new Map(), memberships: [], tablespaces: [] });
});
