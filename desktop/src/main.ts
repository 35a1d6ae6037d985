import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrowserWindow, Notification, Tray, app, dialog, ipcMain, nativeImage, session } from 'electron';
import { type Channel } from '@longshore/shared/api/channel';
import { coreCopy } from '@longshore/shared/machine/coreCopy';
import { AppError, toErrorInfo } from '@longshore/shared/errors';
import { connect } from '@longshore/shared/api/rpc';
import { chooseLanguage, wordsIn } from '@longshore/shared/render/words';
import { channels } from './bridge.ts';
import { CoreText, Question } from './contract.ts';
import { CoreProcess } from './coreProcess.ts';
import { guardContents, guardPermissions, isOurs } from './guard.ts';
import { setMenu } from './menu.ts';
import { origin, registerScheme, servePage } from './pageFiles.ts';
import { RunningJobs } from './runningJobs.ts';
import { answerNeeds, keepSecret } from './secrets.ts';
import { openServer } from './server.ts';
import { lastState, rememberState } from './windowState.ts';

/** Of the core that is shipped with the app, by what is in it; set where the app is built. */
declare const CORE_BUILD: string;

registerScheme();
app.enableSandbox();
guardContents();
if (!app.requestSingleInstanceLock()) app.exit();

const shipped = join(app.isPackaged ? process.resourcesPath : join(import.meta.dirname, '../resources'), 'core');
let core: CoreProcess;
/** Milliseconds before a core that has ended is started anew. */
const pause = 500;

let words = wordsIn('en');
let main: BrowserWindow | undefined;
let tray: Tray | undefined;
let isQuitting = false;
/** The way to the core of each page. */
const ways = new WeakMap<Electron.WebContents, Channel>();

const jobs = new RunningJobs((job, { outcome }) => {
  if (main?.isFocused()) return;
  const notification = new Notification({ title: words.say(job.title), body: words.t(`state.${outcome}`) });
  notification.on('click', show);
  notification.show();
});

/** Gives a page a new connection to the core. Texts go through as they are: both ends check them. */
function open(contents: Electron.WebContents): void {
  ways.get(contents)?.close();
  const way = core.open();
  ways.set(contents, way);
  const tell = (channel: string, text?: string): void => {
    if (!contents.isDestroyed() && ways.get(contents) === way) contents.send(channel, text);
  };
  way.listen(
    (text) => tell(channels.core, text),
    () => tell(channels.renew),
  );
}

ipcMain.on(channels.renew, (event) => {
  if (isOurs(event)) open(event.sender);
});
ipcMain.on(channels.core, (event, text: unknown) => {
  const checked = CoreText.safeParse(text);
  if (isOurs(event) && checked.success) ways.get(event.sender)?.send(checked.data);
});
ipcMain.handle(channels.ask, async (event, asked: unknown) => {
  if (!isOurs(event)) throw new Error('refused');
  try {
    return await answer(Question.parse(asked), BrowserWindow.fromWebContents(event.sender));
  } catch (error) {
    // Electron would add its own words to an error that is thrown.
    const { message, hint } = toErrorInfo(error);
    await dialog.showMessageBox({
      type: 'error',
      message: words.say(message),
      ...(hint && { detail: words.say(hint) }),
    });
    return null;
  }
});

async function answer(question: Question, window: BrowserWindow | null): Promise<string | null> {
  if (!window) throw new AppError('internal.bug', {});
  switch (question.do) {
    case 'pick-folder': {
      const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] });
      return filePaths[0] ?? null;
    }
    case 'keep-secret':
      return keepSecret(question.name, question.secret);
    case 'open-server':
      if (await openServer(question.link, words)) window.close();
      return null;
  }
}

/** Returns a window on one of the app's own pages, which is shown once it is ready. */
function openPage(page: 'index' | 'server', options: Electron.BrowserWindowConstructorOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...options,
    show: false,
    title: 'Longshore',
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${origin}/${page}.html`);
  return window;
}

function show(): void {
  if (main) {
    if (main.isMinimized()) main.restore();
    main.show();
    main.focus();
    return;
  }
  const { maximized, ...bounds } = lastState();
  const window = openPage('index', { ...bounds, minWidth: 400, minHeight: 300 });
  main = window;
  if (maximized) window.maximize();
  window.on('close', (event) => {
    void rememberState(window).catch(() => undefined);
    if (isQuitting || tray || jobs.all.length === 0) return;
    event.preventDefault();
    void askToQuit();
  });
  window.on('closed', () => (main = undefined));
}

/**
 * Asks before the app quits while jobs run, and hides the window, quits or stays as the user chooses: closing a window loses no job
 * from sight.
 */
async function askToQuit(): Promise<void> {
  const running = jobs.all.map(({ title }) => words.say(title));
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: words.t('desktop.quit-running', { jobs: running }),
    detail: words.t('desktop.quit-detail'),
    buttons: [words.t('desktop.quit-tray'), words.t('desktop.quit-anyway'), words.t('desktop.stop')],
    defaultId: 0,
    cancelId: 2,
  });
  if (response === 0) hide();
  if (response === 1) quit();
}

function quit(): void {
  isQuitting = true;
  app.quit();
}

function hide(): void {
  tray ??= new Tray(nativeImage.createFromPath(join(import.meta.dirname, 'page/icon.png')));
  tray.setToolTip('Longshore');
  tray.on('click', () => {
    tray?.destroy();
    tray = undefined;
    show();
  });
  main?.hide();
}

app.on('second-instance', show);
app.on('activate', show);
app.on('before-quit', (event) => {
  if (isQuitting || jobs.all.length === 0) return;
  event.preventDefault();
  void askToQuit();
});
app.on('window-all-closed', () => {
  if (!tray) quit();
});

/**
 * Holds the app's own connection to the core, one after the other, without end: it answers what the core asks of the keychain, and
 * knows what runs.
 */
async function attend(): Promise<void> {
  for (;;) {
    const way = core.open();
    let isGone = false;
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const listen: Channel['listen'] = (received, closed) =>
      way.listen(received, () => {
        isGone = true;
        closed();
        resolve();
      });
    try {
      const api = await connect({ ...way, listen });
      void answerNeeds(api).catch(() => undefined);
      void jobs.watch(api, () => isGone);
    } catch {
      // It has ended before it has answered.
    }
    await gone;
    await sleep(pause);
  }
}

async function start(): Promise<void> {
  await app.whenReady();
  words = wordsIn(chooseLanguage(process.env['LONGSHORE_LANG'] ?? app.getLocale(), {}));
  guardPermissions(session.defaultSession);
  await servePage();
  core = new CoreProcess(await coreCopy(shipped, CORE_BUILD, join(app.getPath('userData'), 'core')));
  setMenu(words, { openServer: () => openPage('server', { width: 560, height: 320 }), quit: () => app.quit() });
  show();
  await attend();
}

void start();
