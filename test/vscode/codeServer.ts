#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { openWorkbench } from '../support/workbench.ts';

/** Stands where the program of VS Code would: takes what `@vscode/test-electron` passes, and runs the suite under code-server. */
const { values, positionals } = parseArgs({
  strict: false,
  options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
});
const [folder = ''] = positionals;
const { extensionDevelopmentPath: extension, extensionTestsPath: tests } = values as Record<string, string>;
if (extension === undefined || tests === undefined) throw new Error('No extension and no tests were named.');
await using workbench = await openWorkbench({
  folder,
  env: { LONGSHORE_DATA: process.env['LONGSHORE_DATA'] ?? '' },
  forSuite: true,
});
const { code, said } = await workbench.runSuite({ extension, tests });
console.log(said);
process.exitCode = code;
