import { expect, test } from 'vitest';
import type { DatabaseDetail } from './detail.ts';
import { createDatabase, earlyProperties, lateProperties } from './properties.ts';

const detail: DatabaseDetail = {
  owner: 'boss',
  encoding: 'UTF8',
  collate: 'en_US.utf8',
  ctype: 'C',
  provider: 'c',
  locale: null,
  icuRules: null,
  tablespace: 'pg_default',
  connectionLimit: -1,
  comment: null,
  grants: null,
  settings: [],
  extensions: {},
  roles: [],
  rolesOfRules: [],
  tablespaces: [],
};
const ownership = { role: (name: string) => (name === 'boss' ? 'postgres' : name), noOwner: false, noPrivileges: false };

test('creates a database with all that cannot be changed later', () => {
  expect(createDatabase('a', detail, 'boss', undefined, 140_000)).toBe(
    `create database "a" template template0 encoding 'UTF8' lc_collate 'en_US.utf8' lc_ctype 'C' owner "boss"`,
  );
  const icu = { ...detail, provider: 'i', locale: 'und', icuRules: '&V << w' };
  expect(createDatabase('a', icu, undefined, 'fast', 160_000)).toContain(
    `locale_provider icu icu_locale 'und' icu_rules '&V << w' tablespace "fast"`,
  );
  expect(createDatabase('a', { ...detail, provider: 'b', locale: 'C.UTF-8' }, undefined, undefined, 170_000)).toContain(
    `locale_provider builtin builtin_locale 'C.UTF-8'`,
  );
});

test('says libc where a cluster may have begun with another provider', () => {
  expect(createDatabase('a', detail, undefined, undefined, 150_000)).toContain(`lc_ctype 'C' locale_provider libc`);
  expect(createDatabase('a', detail, undefined, undefined, 140_000)).not.toContain('locale_provider');
});

test('a template is one again, and a database of which an old snapshot says nothing is none', () => {
  expect(lateProperties('a', { ...detail, template: true })).toContain('alter database "a" is_template true');
  expect(lateProperties('a', detail).join()).not.toContain('is_template');
});

test('gives back grants exactly: those that everybody has by default are taken away first', () => {
  const grants = [
    { grantee: null, privilege: 'CONNECT', grantable: false },
    { grantee: 'boss', privilege: 'CREATE', grantable: false },
    { grantee: 'app', privilege: 'CONNECT', grantable: true },
  ];
  expect(earlyProperties('a', { ...detail, grants }, ownership).slice(1)).toEqual([
    'revoke all on database "a" from public, "postgres"',
    'grant CONNECT on database "a" to public',
    'grant CREATE on database "a" to "postgres"',
    'grant CONNECT on database "a" to "app" with grant option',
  ]);
  expect(earlyProperties('a', { ...detail, grants }, { ...ownership, noOwner: true, noPrivileges: true })).toEqual([]);
  expect(lateProperties('a', detail)).toEqual(['alter database "a" connection limit -1']);
});

test('quotes settings as what they are: lists of names, texts, names of an application', () => {
  const settings = [
    { role: null, name: 'search_path', value: '"$user", public, "it\'s"' },
    { role: 'app', name: 'work_mem', value: '8MB' },
    { role: null, name: 'application.a b', value: "x'=y" },
    { role: null, name: 'search_path', value: '""' },
  ];
  expect(earlyProperties('a', { ...detail, settings }, ownership).slice(1)).toEqual([
    `alter database "a" set "search_path" to '$user', 'public', 'it''s'`,
    `alter role "app" in database "a" set "work_mem" to '8MB'`,
    `alter database "a" set "application"."a b" to 'x''=y'`,
    `alter database "a" set "search_path" to ''`,
  ]);
});
