import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schemas } from '../shared/src/cli/schemas.ts';

const folder = join(import.meta.dirname, '../docs/schema');
await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas())) {
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
