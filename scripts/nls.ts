import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nlsFiles } from '../extension/src/nls.ts';

for (const [name, content] of Object.entries(nlsFiles())) await writeFile(join(import.meta.dirname, '..', name), content);
