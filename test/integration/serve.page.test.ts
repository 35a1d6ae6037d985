import { AxeBuilder } from '@axe-core/playwright';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Api } from '../../shared/src/api/contract.ts';
import { createCore } from '../../shared/src/core/core.ts';
import { loadPage } from '../../shared/src/serve/page.ts';
import { isCut, launchBrowser, load } from '../support/browser.ts';
import { type DockerProxy, startTcpProxy } from '../support/proxy.ts';
import { type TestServer, openServer, operator, viewer } from '../support/serve.ts';

/** The page of `longshore serve` in a browser, with a core of its own behind it, over a connection that can be lost. */
let browser: Browser;
let folder: string;
let core: Api & AsyncDisposable;
beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'longshore-page-'));
  core = await createCore({ places: { configFile: join(folder, 'config.yaml'), named: false, dataDir: folder } });
});
afterAll(async () => {
  await browser.close();
  await core[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

let server: TestServer;
let line: DockerProxy;
let context: BrowserContext;
let origin: string;
let complaints: string[];
/** Calls that have reached the core. */
let asked: string[];
beforeEach(async () => {
  asked = [];
  server = await openServer(watched(core), { page: await loadPage(join(import.meta.dirname, '../../out/serve')) });
  line = await startTcpProxy({ type: 'tcp', host: '127.0.0.1', port: server.port });
  origin = `http://localhost:${(line.address as { port: number }).port}`;
  context = await browser.newContext({ locale: 'en-GB' });
  complaints = [];
});
afterEach(async () => {
  await context.close();
  await line[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const open = async (address: string, within = context): Promise<Page> => {
  const page = await within.newPage();
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isCut(message.text())) complaints.push(message.text());
  });
  await load(page, address);
  return page;
};
const watched = (api: Api): Api =>
  new Proxy(api, {
    get(target, name) {
      if (name in target) asked.push(String(name));
      return Reflect.get(target, name) as unknown;
    },
  });
const linkTo = (grant = operator): string => `${origin}/#link=${server.access.link(grant).secret}`;
const signIn = async (within = context, grant = operator): Promise<Page> => {
  const page = await open(linkTo(grant), within);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').waitFor();
  return page;
};

describe('the page of longshore serve', () => {
  test('signs in by a button; the link stands nowhere after that, and nothing of it in a cookie', async () => {
    const address = linkTo();
    // A look at it does not use it up.
    const looked = await open(address);
    await looked.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(server.access.sessions()).toEqual([]);
    const page = await open(address);
    expect(page.url()).toBe(`${origin}/`);
    await page.getByRole('button', { name: 'Sign in' }).press('Enter');
    await page.getByRole('navigation').waitFor();
    expect(server.access.sessions()).toMatchObject([operator]);
    expect(await page.evaluate('[location.href, history.length, localStorage.length]')).toEqual([`${origin}/`, 2, 0]);
    expect(await context.cookies()).toEqual([]);
    await looked.getByRole('button', { name: 'Sign in' }).click();
    await looked.getByText('This link was used already').waitFor();
    expect(complaints).toEqual([expect.stringContaining('403')]);
  });

  test('stays signed in when it is loaded again, and only in its tab', async () => {
    const page = await signIn();
    await page.reload();
    await page.getByRole('navigation').waitFor();
    const other = await open(origin);
    await other.getByText('You are not signed in').waitFor();
    expect(await other.getByRole('button').count()).toBe(0);
    expect(server.access.sessions()).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  test('says that the connection is lost, connects again by itself, and asks everything anew', async () => {
    const page = await signIn();
    await line.lose();
    await page.getByText('The connection is gone').waitFor();
    const before = asked.filter((method) => method === 'hosts').length;
    await line.restore();
    await page.getByText('The connection is gone').waitFor({ state: 'detached' });
    await expect.poll(() => asked.filter((method) => method === 'hosts').length).toBeGreaterThan(before);
    expect(server.access.sessions()).toHaveLength(1);
    expect((await server.audit()).filter(({ what }) => what === 'sign-in')).toHaveLength(1);
  });

  test('says that the session has ended, and keeps nothing of it', async () => {
    const page = await signIn();
    server.access.revoke('anna');
    await page.getByText('Your session has ended').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await page.reload();
    await page.getByText('You are not signed in').waitFor();
  });

  test('signs out by a button, in every tab that has the session, and there is no way back', async () => {
    const page = await signIn();
    const [twin] = await Promise.all([context.waitForEvent('page'), page.evaluate('void window.open(location.href)')]);
    await twin.getByRole('navigation').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    for (const each of [page, twin]) {
      await each.getByText('Your session has ended').waitFor();
      expect(await each.evaluate('sessionStorage.length')).toBe(0);
    }
    expect(server.access.sessions()).toEqual([]);
    await page.reload();
    await page.getByText('You are not signed in').waitFor();
    expect((await server.audit()).map(({ what }) => what)).toEqual(['sign-in', 'ended']);
    expect(complaints).toEqual([]);
  });

  test('says when nobody answers, without using the link up', async () => {
    const page = await open(linkTo());
    await line.lose();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('does not answer').waitFor();
    await line.restore();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation').waitFor();
    expect(server.access.sessions()).toHaveLength(1);
  });

  test.each([viewer, operator])('shows every screen to $name, and offers nothing that the role $role may not', async (grant) => {
    const page = await signIn(context, grant);
    const areas = page.getByRole('navigation').getByRole('button').filter({ hasNotText: 'Sign out' });
    await expect.poll(() => areas.count()).toBeGreaterThan(4);
    const offered: string[] = [];
    for (const area of await areas.all()) {
      await area.click();
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
      await expect.poll(() => page.getByText('Looking …').count()).toBe(0);
      offered.push(...(await page.getByRole('main').getByRole('button').allInnerTexts()));
    }
    const administration = /^(?:Add|Remove|Delete|Import|Mark)\b/;
    expect(offered.filter((text) => administration.test(text))).toEqual([]);
    const acts = offered.filter((text) => /^(?:Restore|Back up|Test|Copy to|Undo|Clean up)\b/.test(text));
    expect(acts.length > 0).toBe(grant.role === 'operate');
    expect(complaints).toEqual([]);
    expect((await server.audit()).filter(({ what }) => what === 'refused')).toEqual([]);
  });

  test('runs nothing of anybody else: what is put into it stays dead, and nobody may frame it', async () => {
    const page = await signIn();
    const put = async (work: string): Promise<unknown> => page.evaluate(work).catch((error: Error) => error.message);
    const element = "document.body.appendChild(document.createElement('div'))";
    expect(await put(`${element}.innerHTML = '<img src=x onerror="document.title = 1">'`)).toContain('TrustedHTML');
    expect(await put("document.createElement('script').text = 'document.title = 1'")).toContain('TrustedScript');
    expect(await put("fetch('http://127.0.0.1:1/').then(() => 'sent')")).toContain('Failed to fetch');
    expect(complaints.join('\n')).toContain('connect-src');
    expect(await page.title()).not.toBe('1');
    const frame = await context.newPage();
    await frame.setContent(`<iframe src="${origin}"></iframe>`);
    await expect.poll(() => frame.frames().at(-1)?.url()).toMatch(/^chrome-error:/);
  });

  test.each(['light', 'dark'] as const)('can be used by everybody, in a %s theme and in German', async (colorScheme) => {
    await using german = await browser.newContext({ locale: 'de-AT', colorScheme });
    const page = await open(linkTo(), german);
    await page.getByRole('button', { name: 'Anmelden' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.goto('about:blank');
    await load(page, origin);
    await page.getByText('Sie sind nicht angemeldet').waitFor();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
});
