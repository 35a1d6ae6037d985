import { ensureDependencies, runNode } from './setup/dependencies.mjs';
import { ensurePackaging } from './setup/packaging.mjs';

/** Builds the desktop app and packs it for this machine's own system into out/desktop. */
try {
  ensureDependencies();
  must(['desktop/build.mjs']);
  await findElectron();
  const { builder } = await ensurePackaging();
  must([builder, '--projectDir', 'desktop', '--config', 'electron-builder.yml', '--publish', 'never']);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Electron's program comes from GitHub and nowhere else; electron-builder would take a minute to say so. */
async function findElectron() {
  try {
    await fetch('https://github.com/electron/electron/releases', { method: 'HEAD', signal: AbortSignal.timeout(15_000) });
  } catch {
    throw new Error(
      "The app was built into desktop/dist, but cannot be packed here: Electron's program has to be downloaded from github.com, which does not answer.",
    );
  }
}

function must(args) {
  if (runNode(args).status !== 0) throw new Error(`${args[0]} failed; what it said stands above.`);
}
