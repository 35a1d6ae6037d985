import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runNode } from '../../scripts/setup/dependencies.mjs';
import { ensureExtensionSuite } from '../../scripts/setup/extensionSuite.mjs';
import { openStack } from '../support/stack.ts';
import { buildSuite } from './build.ts';

/** What we use of `@vscode/test-electron`, which is installed only where the suite runs. */
type RunTests = (options: {
  vscodeExecutablePath?: string;
  cachePath: string;
  extensionDevelopmentPath: string;
  extensionTestsPath: string;
  extensionTestsEnv: Record<string, string>;
  launchArgs: string[];
}) => Promise<number>;

/** `npm run test:vscode`; see README.md beside it. */
const root = join(import.meta.dirname, '../..');
const chosen = process.env['LONGSHORE_VSCODE'] ?? join(import.meta.dirname, 'codeServer.ts');
const { testElectron } = await ensureExtensionSuite();
const { runTests } = (await import(pathToFileURL(testElectron).href)) as { runTests: RunTests };
if (runNode(['scripts/package.mjs']).status !== 0) throw new Error('The extension could not be packed.');
const home = await mkdtemp(join(tmpdir(), 'longshore-vscode-'));
try {
  await using stack = await openStack('plain', { apart: true });
  await runTests({
    ...(chosen !== 'download' && { vscodeExecutablePath: chosen }),
    cachePath: join(root, '.cache/vscode'),
    extensionDevelopmentPath: root,
    extensionTestsPath: await buildSuite(),
    extensionTestsEnv: {
      LONGSHORE_DATA: join(home, 'data'),
      LONGSHORE_WATCH: '0',
      LONGSHORE_CONFIG: '',
      XDG_CONFIG_HOME: home,
      LONGSHORE_SUITE_STACK: stack.project,
    },
    launchArgs: [
      stack.folder,
      '--disable-extensions',
      `--user-data-dir=${join(home, 'profile')}`,
      `--extensions-dir=${join(home, 'extensions')}`,
    ],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
}
