import { expect } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { compare } from '../../shared/src/model/proof.ts';
import { matrix } from '../support/matrix.ts';
import {
  awkward,
  databaseProperties,
  host,
  image,
  objectProperties,
  seedDatabase,
  seedServer,
  short,
  startServer,
  store,
  type TestServer,
} from '../integration/postgres.support.ts';

const ctx = plainContext();

async function seeded(tag: string): Promise<TestServer> {
  const server = await startServer({ tag });
  await server.sql(seedServer);
  await server.sql(seedDatabase, awkward.database);
  for (const database of [awkward.expansion, awkward.dash, awkward.long]) {
    await server.sql(
      `create table mine as select '${database.replaceAll("'", "''").slice(0, 8)}' as name, generate_series(1, 7) as i`,
      database,
    );
  }
  return server;
}

matrix(
  'postgres-versions',
  'whatever a server of a version holds is proven in a throw-away server, and comes back on an empty one',
  {
    cases: () => ['postgres:17', 'postgres:18', 'postgres:15', 'postgres:13', 'postgres-alpine:17'],
    sample: 2,
    async test(tag) {
      const version = /\d+$/.exec(tag)?.[0] ?? '';
      const whole = tag === 'postgres:17';
      await using source = await seeded(tag);
      await using prepared = await postgres.prepare(
        source.target,
        whole ? {} : { items: [awkward.database] },
        { counts: true, lockTimeout: 20_000 },
        ctx,
      );
      await using captured = await prepared.fix(ctx);
      const stored = await store(captured, version);
      expect(stored.warnings).toContainEqual({
        key: 'postgres.foreign-tables',
        params: { database: awkward.database, tables: ['public.remote'] },
      });
      const items = whole ? [...Object.values(awkward).slice(0, 4), 'empty', 'postgres'] : [awkward.database];
      expect([...stored.artifacts.keys()].sort()).toEqual(['globals.sql', ...items.map((name) => `${name}.dump`)].sort());

      {
        await using trial = await postgres.trial(host, [source.target.container.imageId], stored.set, {}, ctx);
        expect(compare(stored.inventory, await trial.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
        expect(trial.images).toMatchObject([{ id: source.target.container.imageId, reference: image(tag) }]);
      }

      await using target = await startServer({ tag });
      await using staged = await postgres.stage(target.target, stored.set, { id: short(), intend: async () => {} }, ctx);
      const proof = compare(stored.inventory, await staged.inventory(ctx));
      expect(proof).toMatchObject({ ok: true, differences: [] });
      expect(proof.rows).toBeGreaterThanOrEqual(1234 + 400 + 4);
      expect(await target.sql('select count(*) from pg_roles where rolname = $$team$$')).toBe('1');
      await staged.swap(ctx);
      expect(await staged.settle(ctx)).toContainEqual({
        key: 'postgres.roles-created',
        params: { roles: expect.arrayContaining(['team', awkward.role]) },
      });

      expect(await target.sql(databaseProperties(items))).toBe(await source.sql(databaseProperties(items)));
      for (const item of items) expect(await target.sql(objectProperties, item)).toBe(await source.sql(objectProperties, item));
      const roles = `select rolname, rolsuper, rolcanlogin, rolconnlimit, rolvaliduntil, rolpassword, (select setconfig from pg_db_role_setting where setrole = r.oid and setdatabase = 0)
      from pg_authid r where rolname !~ '^pg_' and rolname <> 'postgres' order by 1;
      select roleid::regrole, member::regrole, admin_option from pg_auth_members where roleid::regrole::text !~ '^pg_' order by 1, 2`;
      expect(await target.sql(roles)).toBe(await source.sql(roles));
      const content = `select md5(string_agg(t::text, '' order by id)) from "sch""ema\nwith lines"."ta'ble \\ 1" t;
      select last_value from counter; select last_value from falling; select last_value, is_called from untouched;
      select count(*), sum(length(data)) from pg_largeobject; select n from totals; select relispopulated from pg_class where relname = 'unfilled';
      select relpersistence from pg_class where relname = 'scratch'; select * from guarded; select pubname from pg_publication`;
      expect(await target.sql(content, awkward.database)).toBe(await source.sql(content, awkward.database));
      return 'comes back';
    },
    ends: ['comes back'],
  },
);
