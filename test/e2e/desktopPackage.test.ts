import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePackaging } from '../../scripts/setup/packaging.mjs';
import { run } from '../support/run.ts';

const desktop = join(import.meta.dirname, '../../desktop');

/** What Electron's own program has for fuses: a mark, a version, their number, and each of them. */
const wire = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('100001110')]);

let packaging: Awaited<ReturnType<typeof ensurePackaging>>;
let home: string;
let unpacked: string;

beforeAll(async () => {
  packaging = await ensurePackaging();
  home = await mkdtemp(join(tmpdir(), 'longshore-package-'));
  const electron = await standInElectron();
  unpacked = await pack('--linux', 'dir', `-c.electronDist=${electron}`);
});
afterAll(() => rm(home, { recursive: true, force: true }));

const node = (program: string, ...args: string[]): Promise<{ stdout: string }> =>
  run(process.execPath, [program, ...args], { cwd: desktop });

/** Where it was put. */
async function pack(...args: string[]): Promise<string> {
  const output = join(home, 'output');
  const config = ['--config', 'electron-builder.yml', `-c.directories.output=${output}`];
  await node(packaging.builder, '--projectDir', desktop, ...config, '--publish', 'never', ...args);
  return join(output, 'linux-unpacked');
}

/** Electron's files by name, without its program. */
async function standInElectron(): Promise<string> {
  const folder = join(home, 'electron');
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'));
  await writeFile(join(folder, 'electron'), Buffer.concat([Buffer.alloc(64), wire, Buffer.alloc(64)]), { mode: 0o755 });
  await writeFile(join(folder, 'version'), '45.4.1');
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'chrome_crashpad_handler', 'locales/en-US.pak'])
    await writeFile(join(folder, name), '');
  const empty = join(home, 'empty');
  await mkdir(empty);
  await writeFile(join(empty, 'package.json'), '{}');
  await node(packaging.asar, 'pack', empty, join(folder, 'resources/default_app.asar'));
  return folder;
}

describe('the packed app', () => {
  it('holds exactly what runs', async () => {
    const { stdout } = await node(packaging.asar, 'list', join(unpacked, 'resources/app.asar'));
    const files = stdout
      .trim()
      .split('\n')
      .map((line) => line.replaceAll('\\', '/').replace(/-[A-Z0-9]{8}\./, '-*.'));
    expect([...new Set(files)].toSorted()).toEqual([
      '/main.cjs',
      '/package.json',
      '/page',
      '/page/icon.png',
      '/page/index.html',
      '/page/page.js',
      '/page/screens-*.js',
      '/page/server.html',
      '/page/server.js',
      '/page/ui.css',
      '/page/ui.js',
      '/preload.cjs',
    ]);
  });

  it('has the core beside it, and a Node.js that runs jobs', async () => {
    const core = join(unpacked, 'resources/core');
    await access(join(core, 'longshore-askpass'), constants.X_OK);
    for (const name of ['desktop.mjs', 'main.mjs']) await access(join(core, name));
    const { stdout } = await run(join(core, 'node'), ['--version']);
    expect(stdout).toMatch(/^v24\./);
  });

  it('cannot be run as Node.js, nor with another archive, nor be told options', async () => {
    const { stdout } = await node(packaging.fuses, 'read', '--app', join(unpacked, 'longshore-desktop'));
    const fuses = Object.fromEntries(
      [...stdout.matchAll(/^\s*(\w+) is (?:\S*?)(Enabled|Disabled)/gm)].map(([, name, state]) => [name, state]),
    );
    expect(fuses).toMatchObject({
      RunAsNode: 'Disabled',
      EnableCookieEncryption: 'Enabled',
      EnableNodeOptionsEnvironmentVariable: 'Disabled',
      EnableNodeCliInspectArguments: 'Disabled',
      EnableEmbeddedAsarIntegrityValidation: 'Enabled',
      OnlyLoadAppFromAsar: 'Enabled',
      GrantFileProtocolExtraPrivileges: 'Disabled',
    });
  });

  it('is of a size that somebody can look at', async () => {
    expect((await readFile(join(desktop, 'dist/app/preload.cjs'))).length).toBeLessThan(1000);
    const lines = (await readFile(join(desktop, 'src/main.ts'), 'utf8')).split('\n');
    expect(lines.length).toBeLessThan(250);
  });
});

it('a setting that electron-builder does not know is refused, for each system', async () => {
  for (const system of ['--linux', '--mac', '--win']) {
    const checked = node(
      packaging.builder,
      '--projectDir',
      desktop,
      '--config',
      'electron-builder.yml',
      '-c.asarr=true',
      system,
      'dir',
    );
    await expect(checked).rejects.toMatchObject({ stdout: expect.stringContaining("unknown property 'asarr'") as string });
  }
});
