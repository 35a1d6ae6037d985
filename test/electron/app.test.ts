import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, _electron } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildDesktop } from '../../desktop/build.mjs';

/** What only Electron itself can prove; see docs/security.md. Its program is downloaded when it is first asked for. */
const require = createRequire(import.meta.url);
let app: ElectronApplication;
let home: string;

beforeAll(async () => {
  await buildDesktop();
  home = await mkdtemp(join(tmpdir(), 'longshore-electron-'));
  app = await _electron.launch({
    executablePath: require('electron') as string,
    args: [join(import.meta.dirname, '../../desktop/dist/app'), `--user-data-dir=${home}`],
    env: { ...(process.env as Record<string, string>), LONGSHORE_DATA: home, XDG_CONFIG_HOME: home, LONGSHORE_LANG: 'en' },
  });
});
afterAll(async () => {
  await app.close();
  await rm(home, { recursive: true, force: true });
});

it('shows what the engine says, in its own process', async () => {
  const page = await app.firstWindow();
  await page.getByRole('navigation').getByRole('button', { name: 'Hosts and repositories' }).click();
  await page.getByText('docker.sock').first().waitFor();
  expect(page.url()).toBe('app://longshore/index.html');
});

it('gives nothing of Node.js or Electron to the page', async () => {
  const page = await app.firstWindow();
  const seen = await page.evaluate(() => ({
    names: ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => name in globalThis),
    bridge: Object.keys((globalThis as unknown as { longshore: object }).longshore),
  }));
  expect(seen).toEqual({ names: [], bridge: ['send', 'listen', 'renew', 'ask'] });
});

it('lets the page load nothing of anybody else', async () => {
  const page = await app.firstWindow();
  const loaded = await page.evaluate(() =>
    fetch('https://example.com/').then(
      () => true,
      () => false,
    ),
  );
  expect(loaded).toBe(false);
});
