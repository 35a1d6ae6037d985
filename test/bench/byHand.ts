import { join } from 'node:path';
import { command } from './process.ts';
import { folder } from './settings.ts';
import type { Stack } from './stack.ts';

/** What a user types who has no tool for it. */

const fileOf = (stack: Stack, name: string): string => join(folder, `${stack.project}-${name}`);

/** One database after the other, and the roles. */
export async function dump(stack: Stack, databases: string[]): Promise<void> {
  const inside = ['docker', 'exec', stack.container];
  await command([...inside, 'pg_dumpall', '-U', 'postgres', '--globals-only'], { output: fileOf(stack, 'globals.sql') });
  for (const database of databases) {
    await command([...inside, 'pg_dump', '-U', 'postgres', '-Fc', '--compress=zstd:3', database], {
      output: fileOf(stack, `${database}.dump`),
    });
  }
}

/** Into an empty database of another name; what was dumped there, or from another server. */
export async function load(stack: Stack, database: string, name: string, from = stack): Promise<void> {
  await stack.exec('createdb', '-U', 'postgres', name);
  await command(['docker', 'exec', '-i', stack.container, 'pg_restore', '-U', 'postgres', '-d', name], {
    input: fileOf(from, `${database}.dump`),
  });
}
