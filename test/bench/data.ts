import pMap from 'p-map';
import type { Stack } from './stack.ts';

const columns = 600;
/** Base64 makes four letters of three bytes, and a line break. */
const bytesOf = (text: number): number => Math.round((text * 3) / 4);

/**
 * A database of tables with that much text in all: random bytes in Base64, which no compression makes much smaller than the
 * bytes were. Each table has a primary key and an index of random words.
 */
export async function fill(stack: Stack, database: string, tables: number, text: number): Promise<void> {
  await stack.exec('createdb', '-U', 'postgres', database);
  const names = Array.from({ length: tables }, (_, at) => `t${at + 1}`);
  await pMap(
    names,
    async (name) => {
      const random = `head -c ${bytesOf(text / tables)} /dev/urandom | base64 -w ${columns}`;
      const program = `${random} | awk '{ print NR "\\t" substr($0, 1, 12) "\\t" $0 }'`;
      await stack.sql(
        database,
        `begin;
        create table ${name} (id bigint not null, word text not null, body text not null);
        copy ${name} from program ${literal(program)};
        alter table ${name} add primary key (id);
        create index on ${name} (word);
        commit;`,
      );
    },
    { concurrency: 2 },
  );
  await stack.sql(database, 'vacuum analyze');
}

const literal = (text: string): string => `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

export async function fillPgbench(stack: Stack, database: string, scale: number): Promise<void> {
  await stack.exec('createdb', '-U', 'postgres', database);
  await stack.exec('pgbench', '-q', '-i', '-s', String(scale), '-U', 'postgres', database);
}
