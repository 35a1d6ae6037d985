import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import type { Api } from '../../shared/src/api/contract.ts';
import { socketChannel } from '../../shared/src/api/channel.ts';
import { serve } from '../../shared/src/api/rpc.ts';
import { loadPage, pageHeaders } from '../../shared/src/serve/page.ts';
import { launchBrowser, load } from './browser.ts';
import { buildScreens } from '../../shared/ui/build.mjs';
import type { Route } from '../../shared/ui/route.ts';
import type { Language } from '../../shared/src/text/language.ts';

const root = join(import.meta.dirname, '../..');
const pictures = join(root, 'out/screens');

/** Connects, and connects again when the connection is lost; what a face would do. */
const pageScript = `
import { connect, mount, socketChannel } from './ui.js';
const open = () => new Promise((resolve, reject) => {
  const socket = new WebSocket('ws://' + location.host);
  socket.addEventListener('open', () => resolve(socket));
  socket.addEventListener('error', reject);
});
const options = JSON.parse(decodeURIComponent(location.search.slice(1)));
let mounted;
for (;;) {
  try {
    const socket = await open();
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
    const api = await connect(socketChannel(socket));
    if (mounted) mounted.regained(api);
    else globalThis.mounted = mounted = mount(document.getElementById('screens'), { ...options, api });
    await closed;
    mounted.lost();
  } catch { /* Not yet. */ }
  await new Promise((resolve) => setTimeout(resolve, 100));
}`;

export interface Look {
  language?: Language;
  theme?: 'system' | 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';
  bare?: boolean;
  route?: Route;
  width?: number;
  height?: number;
  /** The present, when it is not the real one. */
  now?: Date;
  forcedColors?: 'active' | 'none';
  reducedMotion?: 'reduce' | 'no-preference';
}

/** The built screens over an Api, in a real browser, under the headers that `longshore serve` sends. */
export interface Screens extends AsyncDisposable {
  /** A new window. */
  look(options?: Look): Promise<Page>;
  /** Cuts every connection. */
  cut(): void;
  /** Whether new connections are taken. */
  refuse(refused: boolean): void;
}

export async function openScreens(api: Api): Promise<Screens> {
  // Files that run side by side build them at the same time.
  const out = await mkdtemp(join(tmpdir(), 'longshore-screens-'));
  await buildScreens(out);
  const built = await loadPage(out);
  await rm(out, { recursive: true });
  const files = built.set('/page.js', { type: 'text/javascript', body: Buffer.from(pageScript), tag: '"1"' });
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (file) response.writeHead(200, { ...pageHeaders, 'content-type': file.type }).end(file.body);
    else response.writeHead(404).end();
  });
  let refused = false;
  const sockets = new WebSocketServer({ server, verifyClient: () => !refused });
  sockets.on('connection', (socket) => serve(api, socketChannel(socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const browser = await launchBrowser();
  return {
    async look({ width = 1280, height = 800, now, forcedColors = 'none', reducedMotion = 'reduce', ...options } = {}) {
      const { language = 'en', theme = 'light', route = { screen: 'overview' }, bare = false } = options;
      const context = await browser.newContext({
        viewport: { width, height },
        forcedColors,
        reducedMotion,
        timezoneId: 'UTC',
        acceptDownloads: true,
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      if (now) await page.clock.setFixedTime(now);
      const asked = encodeURIComponent(JSON.stringify({ language, theme, route, bare }));
      await load(page, `http://127.0.0.1:${port}/?${asked}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return page;
    },
    cut: () => sockets.clients.forEach((client) => client.terminate()),
    refuse: (now) => void (refused = now),
    async [Symbol.asyncDispose]() {
      await browser.close();
      sockets.clients.forEach((client) => client.terminate());
      sockets.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Into a folder that is not committed, for people who look. */
export const picture = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
