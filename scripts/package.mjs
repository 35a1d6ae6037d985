import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, runNode } from './setup/dependencies.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the VS Code extension and packs it into out/longshore.vsix. */
try {
  ensureDependencies();
  mkdirSync(`${root}out`, { recursive: true });
  must(['extension/build.mjs']);
  const options = [
    '--no-dependencies',
    '--readme-path',
    'extension/README.md',
    '--allow-missing-repository',
    '--out',
    'out/longshore.vsix',
  ];
  must(['node_modules/@vscode/vsce/vsce', 'package', ...options]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function must(args) {
  if (runNode(args).status !== 0) throw new Error(`${args[0]} failed; what it said stands above.`);
}
