import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';

/*
 * Electron's binary is not available on every machine. This stands in for it: the app's own main program runs in this Node.js
 * with a module `electron` that is made here, its own preload and pages run in a real Chromium, and the core in a real
 * process. What Electron itself does (its sandbox, its isolation, windows, menus, keychain) is not proven by it.
 */

const main = join(import.meta.dirname, '../../desktop/dist/app/main.cjs');

type Handler = (event: object, ...rest: unknown[]) => unknown;
interface WindowOptions {
  webPreferences: Record<string, unknown> & { preload?: string };
  width?: number;
  height?: number;
}

/** A window of the app, and the page that it shows. */
export interface AppWindow {
  readonly options: WindowOptions;
  readonly contents: AppContents;
  readonly page: Page;
  readonly shown: boolean;
  emit(event: string, ...rest: unknown[]): boolean;
}

interface AppContents extends EventEmitter {
  openHandler?: () => { action: string };
}

type Verify = (request: { certificate: { fingerprint: string } }, decide: (code: number) => void) => void;

/** What the app has asked of the system. */
export interface Seen {
  /** How certificates are judged; Electron's own way while absent. */
  verify?: Verify;
  windows: AppWindow[];
  dialogs: { message?: string; detail?: string; buttons?: string[]; properties?: string[] }[];
  notifications: { title: string; body: string }[];
  menu: { label?: string; submenu?: { label?: string; click?: () => void }[] }[];
  schemes: { scheme: string; privileges: object }[];
  partitions: string[];
  /** Sleep is held off while this is not 0. */
  awake: number;
  trays: number;
  quits: number;
  isSandboxed: boolean;
}

export interface DesktopApp extends AsyncDisposable {
  readonly seen: Seen;
  /** The folder that the system gives to the app. */
  readonly userData: string;
  readonly window: AppWindow;
  /** Answers of the next dialogs: number of a button, or paths. */
  readonly answers: (number | string[])[];
  /** As a page at this address would say it. */
  say(channel: string, url: string, ...rest: unknown[]): unknown;
  /** Of Electron's answer to a request for this address. */
  fetch(url: string): Promise<Response>;
  emit(event: string, ...rest: unknown[]): void;
  /** Whether a page gets this permission. */
  permits(permission: string): boolean;
  killCore(): Promise<void>;
}

export interface DesktopOptions {
  env?: Record<string, string>;
  keychain?: 'gnome_libsecret' | 'basic_text';
}

export async function openDesktop({ env = {}, keychain = 'gnome_libsecret' }: DesktopOptions = {}): Promise<DesktopApp> {
  const browser = await launchBrowser();
  const userData = await mkdtemp(join(tmpdir(), 'longshore-desktop-'));
  const seen: Seen = {
    windows: [],
    dialogs: [],
    notifications: [],
    menu: [],
    schemes: [],
    partitions: [],
    awake: 0,
    trays: 0,
    quits: 0,
    isSandboxed: false,
  };
  const answers: (number | string[])[] = [];
  const listeners = new Map<string, Handler>();
  const protocols = new Map<string, (request: Request) => Response | Promise<Response>>();
  const app = new EventEmitter();
  let permits: (permission: string) => boolean = () => true;
  const children = new Set<ChildProcess>();
  let isOver = false;
  const asSession = {
    setPermissionRequestHandler: (decide: (contents: null, permission: string, answer: (is: boolean) => void) => void) => {
      permits = (permission) => {
        let given = true;
        decide(null, permission, (is) => (given = is));
        return given;
      };
    },
    setPermissionCheckHandler: () => undefined,
    setCertificateVerifyProc: (verify: Verify) => (seen.verify = verify),
  };

  class StandInWindow extends EventEmitter {
    static fromWebContents(contents: AppContents): StandInWindow | null {
      return (seen.windows as unknown as StandInWindow[]).find((window) => window.contents === contents) ?? null;
    }
    readonly options: WindowOptions;
    readonly contents: AppContents & { send(channel: string, ...rest: unknown[]): void };
    page!: Page;
    shown = false;
    #gone = false;

    constructor(options: WindowOptions) {
      super();
      this.options = options;
      const contents = new EventEmitter() as StandInWindow['contents'];
      this.contents = Object.assign(contents, {
        getURL: () => (this.page ? asApp(this.page.url()) : ''),
        setWindowOpenHandler: (handler: () => { action: string }) => (contents.openHandler = handler),
        isDestroyed: () => this.#gone,
        send: (channel: string, ...rest: unknown[]) =>
          void this.page?.evaluate(([name, args]) => standIn.tell(name, args), [channel, rest] as const).catch(() => undefined),
      });
      seen.windows.push(this);
      app.emit('web-contents-created', {}, this.contents);
    }
    get webContents(): AppContents {
      return this.contents;
    }
    isFocused = (): boolean => false;
    isMinimized = (): boolean => false;
    isMaximized = (): boolean => false;
    maximize(): void {}
    focus(): void {}
    hide(): void {
      this.shown = false;
    }
    show(): void {
      this.shown = true;
    }
    getNormalBounds = (): object => ({ x: 10, y: 20, width: 1000, height: 700 });
    close(): void {
      const event = { prevented: false, preventDefault: () => (event.prevented = true) };
      this.emit('close', event);
      if (event.prevented) return;
      this.#gone = true;
      void this.page.close();
      this.emit('closed');
    }
    async loadURL(url: string): Promise<void> {
      const viewport = { width: this.options.width ?? 1180, height: this.options.height ?? 780 };
      const context = await browser.newContext({ viewport, ignoreHTTPSErrors: true });
      this.page = await context.newPage();
      await this.page.route(`${web}/**`, async (route) => {
        const answer = await protocols.get('app')?.(new Request(asApp(route.request().url())));
        if (!answer) return route.abort();
        return route.fulfill({
          status: answer.status,
          headers: Object.fromEntries(answer.headers),
          body: Buffer.from(await answer.arrayBuffer()),
        });
      });
      await this.page.exposeBinding('standInSay', async ({ frame }, channel: string, rest: unknown[]) => {
        const event = { senderFrame: { url: asApp(frame.url()), parent: frame.parentFrame() }, sender: this.contents };
        return listeners.get(channel)?.(event, ...rest);
      });
      const preload = this.options.webPreferences.preload;
      if (preload !== undefined) await this.page.addInitScript({ content: preloaded(readFileSync(preload, 'utf8')) });
      await this.page.goto(asWeb(url));
      this.emit('ready-to-show');
    }
  }

  /** A utility process: a real one, whose ports have numbers. */
  function forkUtility(entry: string, args: string[], options: { env: NodeJS.ProcessEnv }): EventEmitter {
    const utility = new EventEmitter();
    // The app would have ended with it.
    if (isOver) return Object.assign(utility, { postMessage: () => undefined });
    const child = fork(join(import.meta.dirname, 'utilityProcess.mjs'), [entry, ...args], { env: options.env, execArgv: [] });
    children.add(child);
    // One that dies meanwhile hears no more.
    const send = (message: object): void => void (child.connected && child.send(message, () => undefined));
    const ports: Port[] = [];
    child.on('message', (message) => {
      const { port, text } = message as { port: number; text: string };
      ports[port]?.postMessage(text);
    });
    child.once('exit', (code) => {
      children.delete(child);
      for (const port of ports) port.close();
      utility.emit('exit', code);
    });
    return Object.assign(utility, {
      postMessage(message: unknown, [port]: Port[]) {
        if (!port) return;
        const number = ports.push(port) - 1;
        send({ port: number, message });
        port.on('message', ({ data }: { data: string }) => send({ port: number, text: data }));
        port.on('close', () => send({ port: number, closed: true }));
        port.start();
      },
    });
  }

  const standInElectron = {
    app: Object.assign(app, {
      isPackaged: false,
      getVersion: () => '0.1.0',
      getLocale: () => 'en-US',
      getPath: () => userData,
      whenReady: () => Promise.resolve(),
      requestSingleInstanceLock: () => true,
      enableSandbox: () => (seen.isSandboxed = true),
      quit() {
        const event = { prevented: false, preventDefault: () => (event.prevented = true) };
        app.emit('before-quit', event);
        if (!event.prevented) seen.quits += 1;
      },
      exit: () => (seen.quits += 1),
    }),
    BrowserWindow: StandInWindow,
    ipcMain: {
      on: (channel: string, handler: Handler) => listeners.set(channel, handler),
      handle: (channel: string, handler: Handler) => listeners.set(channel, handler),
    },
    session: {
      defaultSession: asSession,
      fromPartition(name: string) {
        seen.partitions.push(name);
        return asSession;
      },
    },
    dialog: {
      showMessageBox(options: Seen['dialogs'][number]) {
        seen.dialogs.push(options);
        return Promise.resolve({ response: answers.shift() ?? 0 });
      },
      showOpenDialog(_: unknown, options: Seen['dialogs'][number]) {
        seen.dialogs.push(options);
        return Promise.resolve({ filePaths: answers.shift() ?? [] });
      },
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes: Seen['schemes']) => seen.schemes.push(...schemes),
      handle: (scheme: string, handler: (request: Request) => Response) => protocols.set(scheme, handler),
    },
    MessageChannelMain: PortPair,
    utilityProcess: { fork: forkUtility },
    safeStorage: {
      isEncryptionAvailable: () => true,
      getSelectedStorageBackend: () => keychain,
      encryptString: (text: string) => Buffer.from(text).reverse(),
      decryptString: (bytes: Buffer) => Buffer.from(bytes).reverse().toString(),
    },
    powerSaveBlocker: {
      start: () => (seen.awake += 1),
      stop: () => (seen.awake -= 1),
    },
    Notification: class extends EventEmitter {
      constructor(options: Seen['notifications'][number]) {
        super();
        seen.notifications.push(options);
      }
      show(): void {}
    },
    Tray: class extends EventEmitter {
      constructor() {
        super();
        seen.trays += 1;
      }
      setToolTip(): void {}
      destroy(): void {
        seen.trays -= 1;
      }
    },
    nativeImage: { createFromPath: (path: string) => readFileSync(path) },
    Menu: {
      buildFromTemplate: (template: Seen['menu']) => template,
      setApplicationMenu: (menu: Seen['menu']) => (seen.menu = menu),
    },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
  };

  const before = new Map(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  const real = createRequire(pathToFileURL(main));
  const program = vm.compileFunction(readFileSync(main, 'utf8'), ['exports', 'require', 'module', '__filename', '__dirname'], {
    filename: main,
  });
  const module = { exports: {} };
  program(module.exports, (name: string) => (name === 'electron' ? standInElectron : real(name)), module, main, dirname(main));
  while (!seen.windows[0]?.shown) await sleep(20);

  return {
    seen,
    userData,
    window: seen.windows[0],
    answers,
    say: (channel, url, ...rest) =>
      listeners.get(channel)?.({ senderFrame: { url, parent: null }, sender: seen.windows[0]?.contents }, ...rest),
    fetch: async (url) => (await protocols.get('app')?.(new Request(url))) ?? new Response('', { status: 404 }),
    emit: (event, ...rest) => void app.emit(event, ...rest),
    permits: (permission) => permits(permission),
    async killCore() {
      for (const child of children) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      for (const child of children) child.kill();
      for (const [name, value] of before) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
      await browser.close();
      await rm(userData, { recursive: true, force: true });
    },
  };
}

/** The scheme of the app is none that Chromium knows here. */
const web = 'https://longshore.app.invalid';
const asWeb = (url: string): string => url.replace('app://longshore', web);
const asApp = (url: string): string => url.replace(web, 'app://longshore');

/** In the page: what Electron gives to a preload that is sandboxed, and nothing else. */
const preloaded = (source: string): string => `(() => {
  if (window.top !== window) return;
  const subscribers = new Map();
  const standIn = { tell: (name, args) => { for (const each of subscribers.get(name) ?? []) each({}, ...structuredClone(args)); } };
  Object.defineProperty(globalThis, 'standIn', { value: standIn });
  const say = globalThis.standInSay;
  const ipcRenderer = {
    on(name, subscriber) { subscribers.set(name, [...(subscribers.get(name) ?? []), subscriber]); },
    send(name, ...args) { void say(name, args); },
    invoke: (name, ...args) => say(name, args),
  };
  const contextBridge = { exposeInMainWorld(name, value) { Object.defineProperty(window, name, { value: Object.freeze(value) }); } };
  const require = (name) => { if (name === 'electron') return { contextBridge, ipcRenderer }; throw new Error('not in a sandbox: ' + name); };
  (function (module, exports) { ${source}\n })({ exports: {} }, {});
})();`;

declare const standIn: { tell(name: string, args: readonly unknown[]): void };

/** One end of a channel: what is posted comes out at the other. */
class Port extends EventEmitter {
  peer: Port | undefined;
  #waiting: string[] | undefined = [];
  #closed = false;

  postMessage(data: string): void {
    this.peer?.deliver(data);
  }
  deliver(data: string): void {
    if (this.#waiting) this.#waiting.push(data);
    else queueMicrotask(() => this.emit('message', { data }));
  }
  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const data of waiting) this.deliver(data);
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
    this.peer?.close();
  }
}

class PortPair {
  readonly port1 = new Port();
  readonly port2 = new Port();

  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}
