import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStack } from '../support/stack.ts';
import { openWorkbench } from '../support/workbench.ts';
import { buildSuite } from '../vscode/build.ts';
import type { Report } from '../vscode/entry.ts';

/** Of `test/vscode/suite.ts`. */
const tests = [
  'the extension sleeps until one of its views is looked at',
  'every command of the manifest is there, and no other but what only rows call',
  'settings are as the manifest says, and no workspace can name the configuration file',
  'a stack is backed up by the command on its row, and over its Compose file stands what can be done then',
  'details of a snapshot are a tab',
  'a comparison with what lives is a document',
  'a plan is a document that cannot be written, and its command line can be taken away',
];

describe('inside the extension host', () => {
  let home: string;
  let report: Report;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'longshore-suite-'));
    const file = join(home, 'report.json');
    await using stack = await openStack('plain', { apart: true });
    await using workbench = await openWorkbench({
      folder: stack.folder,
      env: { LONGSHORE_SUITE_REPORT: file, LONGSHORE_SUITE_STACK: stack.project },
      forSuite: true,
    });
    // As it was unpacked from what is shipped.
    const unpacked = (await readdir(workbench.extensions)).find((name) => name.startsWith('longshore.longshore-'));
    const extension = join(workbench.extensions, unpacked ?? '');
    const { said } = await workbench.runSuite({ extension, tests: await buildSuite() });
    report = await readFile(file, 'utf8').then(
      (text) => JSON.parse(text) as Report,
      () => {
        throw new Error(`The suite did not run:\n${said}`);
      },
    );
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  test.each(tests)('%s', (title) => {
    expect(report[title]).toBe('passed');
  });

  test('nothing else is in the suite', () => {
    expect(Object.keys(report)).toEqual(tests);
  });
});
