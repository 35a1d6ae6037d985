import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { format } from 'node:util';
import { type Browser, type FrameLocator, type Locator, type Page, errors } from 'playwright-core';
import { ensureCodeServer } from '../../scripts/setup/codeServer.mjs';
import { launchBrowser, load } from './browser.ts';
import { run } from './run.ts';

const root = join(import.meta.dirname, '../..');
const vsix = join(root, 'out/longshore.vsix');
const pictures = join(root, 'out/e2e');

/** What a newly installed editor would show besides us: its own tips, questions and look-ups. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.editor.useModal': 'off',
  'workbench.tips.enabled': false,
  // A late change of the focus would close the palette under the test.
  'workbench.quickOpen.closeOnFocusLost': false,
  'workbench.commandPalette.history': 0,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};

export interface WorkbenchOptions {
  folder: string;
  /** Variables of the extension host: `DOCKER_HOST`. */
  env?: Record<string, string>;
  settings?: Record<string, unknown>;
  /** Other packed extensions. */
  beside?: string[];
  /** Whether the folder is asked to be trusted. */
  askTrust?: boolean;
  /** Of the editor. None of its own words are translated. */
  language?: string;
  /** For `runSuite`. Nothing that pops up is shown then. */
  forSuite?: boolean;
}

/** A VS Code workbench with the packed extension in a new profile, and a browser on it. */
export interface Workbench extends AsyncDisposable {
  readonly dataDir: string;
  /** Where extensions are unpacked. */
  readonly extensions: string;
  /** What the editor keeps of its own. */
  readonly profile: string;
  /** Changes settings for windows that are opened from now on. */
  configure(settings: Record<string, unknown>): Promise<void>;
  /** One more window on the same folder. */
  window(): Promise<Window>;
  /**
   * Runs a suite of tests inside the extension host, as VS Code does when it is started with `--extensionTestsPath`: 0 when
   * all have passed.
   */
  runSuite(suite: SuitePaths): Promise<{ code: number; said: string }>;
}

/** Absolute paths: of the folder of an extension, and of the module that runs its tests. */
export interface SuitePaths {
  extension: string;
  tests: string;
}

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { node, entry } = await ensureCodeServer();
  const home = await mkdtemp(join(tmpdir(), 'longshore-workbench-'));
  const profile = join(home, 'profile');
  const extensions = join(home, 'extensions');
  const dataDir = join(home, 'data');
  await mkdir(join(profile, 'User'), { recursive: true });
  await writeFile(join(home, 'code-server.yaml'), '');
  await writeFile(join(profile, 'User/settings.json'), JSON.stringify({ ...quiet, ...options.settings }));
  const base = [entry, '--config', join(home, 'code-server.yaml'), '--user-data-dir', profile, '--extensions-dir', extensions];
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|npm_|VITEST|NODE_)/.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    LONGSHORE_DATA: dataDir,
    LONGSHORE_CONFIG: '',
    XDG_CONFIG_HOME: home,
    ...options.env,
  };
  const packed = [vsix, ...(options.beside ?? [])].flatMap((file) => ['--install-extension', file]);
  await run(node, [...base, ...packed], { env });
  const port = await freePort();
  const flags = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
  const trust = options.askTrust === true ? [] : ['--disable-workspace-trust'];
  const language = options.language === undefined ? [] : ['--locale', options.language];
  if (options.language !== undefined) await addLanguage(profile, options.language);
  const suite = options.forSuite === true ? ['--vscode-option', 'enable-smoke-test-driver'] : [];
  const special = [...trust, ...language, ...suite];
  const server = spawn(node, [...base, '--bind-addr', `127.0.0.1:${port}`, ...flags, '--disable-proxy', ...special], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  server.stdout.on('data', (text) => (said += text));
  server.stderr.on('data', (text) => (said += text));
  const browser = await launchBrowser();
  await answers(port, server, () => said);
  const url = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(options.folder)}`;
  return {
    dataDir,
    extensions,
    profile,
    configure: (settings) =>
      writeFile(join(profile, 'User/settings.json'), JSON.stringify({ ...quiet, ...options.settings, ...settings })),
    window: () => openWindow(browser, url),
    runSuite: (suite) => runSuite(browser, url, suite),
    async [Symbol.asyncDispose]() {
      await browser.close();
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      // Its extension hosts end a while after it, and write until then.
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
    },
  };
}

/** What the editor writes when a language pack is installed. */
async function addLanguage(profile: string, language: string): Promise<void> {
  const words = join(profile, 'words.json');
  await writeFile(words, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: `longshore.${language}` }, version: '1.0.0' }];
  const pack = { hash: language, label: language, extensions, translations: { vscode: words } };
  await writeFile(join(profile, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port: number, server: ChildProcess, said: () => string): Promise<void> {
  while (server.exitCode === null) {
    const ok = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await sleep(50);
  }
  throw new Error(`code-server did not start:\n${said()}`);
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    // Rows below the end of a list are not in the document, and the stacks of other files are in it, too.
    viewport: { width: 1280, height: 1300 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  return page;
}

async function runSuite(browser: Browser, url: string, suite: SuitePaths): Promise<{ code: number; said: string }> {
  const page = await newPage(browser);
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  let said = '';
  await page.exposeFunction('codeAutomationExit', resolve);
  await page.exposeFunction('codeAutomationLog', (_: string, args: unknown) => {
    const line = format(...[args].flat());
    // What is left out of code-server here, and says so each time.
    if (!line.includes('spdlog')) said += `${line}\n`;
  });
  const remote = (path: string): string => `vscode-remote://${new URL(url).host}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(suite.extension)],
    ['extensionTestsPath', remote(suite.tests)],
  ];
  await load(page, `${url}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  const code = await ended;
  await page.close();
  return { code, said };
}

async function openWindow(browser: Browser, url: string): Promise<Window> {
  const page = await newPage(browser);
  await load(page, url);
  const window = new Window(page);
  // Our own entry proves that extensions have been looked at.
  await window.tab.waitFor();
  // Until then the workbench may still put the view in front that it had before, over one that was clicked.
  await page.waitForFunction("performance.getEntriesByName('code/LifecyclePhase/Restored').length > 0");
  return window;
}

export interface Acts {
  clicks: number;
  keys: number;
}

/** One window of the workbench, by roles and names alone: what a screen reader finds, a test finds. */
export class Window {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Our entry in the activity bar. */
  get tab(): Locator {
    return this.page.locator('.activitybar').getByRole('tab', { name: 'Longshore' });
  }

  row(view: string, name: string | RegExp): Locator {
    return this.page.getByRole('tree', { name: view }).getByRole('treeitem', { name }).first();
  }

  /** A button that a row shows while the pointer is on it. One that is drawn anew shows it when the pointer moves again. */
  press(row: Locator, button: string): Promise<void> {
    return this.#again(async (timeout) => {
      await row.hover();
      await row.getByRole('button', { name: button }).click({ timeout });
    });
  }

  /**
   * Chooses an item of the context menu of a row. Stacks of other tests come and go above it: a row that moves under the pointer
   * has the menu of its neighbour, or none.
   */
  async choose(row: Locator, item: string): Promise<void> {
    await this.#again(async (timeout) => {
      await row.click({ button: 'right' });
      // A click that comes with the menu is taken for the end of the one that opened it.
      await this.page.getByRole('menuitem', { name: item, exact: true }).hover({ timeout });
    });
    await this.page.keyboard.press('Enter');
  }

  /** Does what a user does again when a row was not under the pointer any more. */
  async #again(act: (timeout: number) => Promise<void>): Promise<void> {
    for (let left = 10; ; left -= 1) {
      try {
        return await act(8000);
      } catch (error) {
        if (left === 1 || !(error instanceof errors.TimeoutError)) throw error;
        await this.page.keyboard.press('Escape');
        await this.page.mouse.move(0, 0);
      }
    }
  }

  /** By the editor's own command, which keeps what it shows; our views are in front then. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.tab.waitFor();
    await this.command('Focus on Stacks View');
  }

  /** The page in the panel. */
  get panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  toast(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast').filter({ hasText: text }).first();
  }

  /** A question that has to be answered before anything else. */
  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box').filter({ hasText: text });
  }

  /** Palette, choices and input boxes are one thing. */
  get picker(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  async pick(label: string | RegExp): Promise<void> {
    await this.picker.getByRole('option', { name: label }).first().click();
  }

  async accept(): Promise<void> {
    await this.picker.locator('input:not([type=checkbox])').press('Enter');
  }

  /** What has to be done by hand: clicks and keys that the page sees from now on. */
  async countActs(): Promise<() => Promise<Acts>> {
    await this.page.evaluate(`
      globalThis.acts = { clicks: 0, keys: 0 };
      if (!globalThis.countsActs) {
        globalThis.countsActs = true;
        addEventListener('mousedown', () => (acts.clicks += 1), true);
        addEventListener('keydown', () => (acts.keys += 1), true);
      }
    `);
    return () => this.page.evaluate('globalThis.acts') as Promise<Acts>;
  }

  /** Runs a command of the palette by keys alone: F1, what is typed, Enter. */
  async typeCommand(typed: string, title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.picker.locator('input[type=text]:focus').waitFor();
    await this.page.keyboard.type(typed);
    await this.picker.locator('.monaco-list-row.focused').filter({ hasText: title }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Runs a command of the palette. */
  async command(title: string): Promise<void> {
    const input = this.picker.locator('input[type=text]');
    const row = this.picker.getByRole('option', { name: title }).first();
    // F1 is lost while another widget closes.
    for (let tries = 0; ; tries += 1) {
      try {
        if (!(await input.isVisible()) || !(await input.inputValue()).startsWith('>')) await this.page.keyboard.press('F1');
        await input.fill(`>${title}`, { timeout: 2000 });
        await row.click({ timeout: 3000 });
        return;
      } catch (error) {
        if (tries === 5) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** The text of the document in front, as far as it is on the screen. */
  async text(): Promise<string> {
    const lines = await this.page.locator('.editor-instance .view-line').allTextContents();
    return lines.join('\n').replaceAll('\u00A0', ' ');
  }

  /** Into a folder that is not committed, for people who look at a failure. */
  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}
