import { plainContext } from '../../shared/src/context.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { valkey } from '../../shared/src/drivers/valkey/driver.ts';
import { startServer as startPostgres } from '../integration/postgres.support.ts';
import { startServer as startValkey } from '../integration/valkey.support.ts';
import { localHost, waitFor } from '../support/docker.ts';
import { type Fixture, describeDriver } from './driver.ts';
import { everyTraits, fake } from './fake.ts';
import { leftovers } from './leftovers.ts';
import { run } from '../support/run.ts';

const host = localHost();

async function postgresFixture(): Promise<Fixture> {
  const server = await startPostgres();
  const { target } = server;
  const { traits } = await postgres.inspect(target, plainContext());
  await server.sql('create database app');
  return {
    traits,
    image: target.container.imageId,
    target: async () => ({ ...target, containers: [await host.container(server.id, plainContext())] }),
    // No table is dropped: that would wait for the locks of a capture, as it should.
    write: async (text) =>
      void (await server.sql(
        `create table if not exists state (value text); delete from state; insert into state values ('${text}')`,
        'app',
      )),
    read: async () =>
      server
        .sql(
          `select coalesce((select string_agg(table_name, '') from information_schema.tables where table_schema = 'public'), '')`,
          'app',
        )
        .then(async (tables) => (tables === '' ? '' : server.sql('select value from state', 'app'))),
    clear: async () => void (await server.sql('drop table if exists state', 'app')),
    stop: async () => host.stop(server.id, plainContext()),
    start: async () => host.start(server.id, plainContext()),
    leftovers: (job) => leftovers(job, server.id),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function valkeyFixture(tag: string, options: string[]): () => Promise<Fixture> {
  return async () => {
    const server = await startValkey({ tag, options });
    const { target } = server;
    const { traits } = await valkey.inspect(target, plainContext());
    const cli = `${tag.startsWith('redis') ? 'redis' : 'valkey'}-cli`;
    const ask = async (...argv: string[]): Promise<string> =>
      (await run('docker', ['exec', server.id, cli, ...argv])).stdout.trim();
    return {
      traits,
      image: target.container.imageId,
      target: async () => ({ ...target, containers: [await host.container(server.id, plainContext())] }),
      write: async (text) => void (await ask('set', 'state', text)),
      read: () => ask('get', 'state'),
      clear: async () => void (await ask('flushall')),
      stop: async () => host.stop(server.id, plainContext()),
      start: async () => {
        await host.start(server.id, plainContext());
        await waitFor(async () => (await ask('ping').catch(() => '')) === 'PONG');
      },
      leftovers: (job) => leftovers(job, server.id),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  };
}

describeDriver('postgres', postgres, postgresFixture);
describeDriver(
  'postgres, in place',
  postgres,
  async () => {
    const fixture = await postgresFixture();
    return { ...fixture, traits: { ...fixture.traits, swap: 'replace' } };
  },
  { items: ['app'], inPlace: true },
);
describeDriver('valkey with its append-only file', valkey, valkeyFixture('valkey:8', ['--appendonly', 'yes']));
describeDriver('redis without it', valkey, valkeyFixture('redis:7', []));

for (const traits of everyTraits()) {
  const { driver, open } = fake(traits);
  const { point, swap, down } = traits;
  describeDriver(`a fake: ${point}, ${swap}, down ${down.capture}/${down.swap}`, driver, open);
}
