import { X509Certificate, createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority } from '../support/certificates.ts';
import { waitFor } from '../support/docker.ts';
import { type DesktopApp, openDesktop } from '../support/electron.ts';
import { type TestStack, openStack } from '../support/stack.ts';

let stack: TestStack;
let app: DesktopApp;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'longshore-desktop-home-'));
  stack = await openStack('plain');
  app = await openDesktop({ env: environment() });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

/** Data and configuration of its own. */
function environment(): Record<string, string> {
  return { LONGSHORE_DATA: home, LONGSHORE_CONFIG: '', XDG_CONFIG_HOME: home, LONGSHORE_LANG: 'en' };
}

const ours = 'app://longshore/index.html';

describe('the window', () => {
  it('is sandboxed, isolated and without Node.js', () => {
    expect(app.seen.isSandboxed).toBe(true);
    expect(app.seen.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
    expect(app.window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  });

  it('shows the stacks of the core', async () => {
    const { page } = app.window;
    await page.getByRole('navigation').getByRole('button', { name: 'Stacks' }).click();
    await page.getByText(stack.project).first().waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Stacks');
    await page.screenshot({ path: join(import.meta.dirname, '../../out/e2e/desktop.png') });
  });

  it('shows them again after the process of the core has died', async () => {
    await app.killCore();
    const { page } = app.window;
    await page.getByText('The connection is gone').waitFor();
    await page.getByText('The connection is gone').waitFor({ state: 'detached' });
    await page.getByText(stack.project).first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('cannot be led away, opens nothing, and gets no permission', () => {
    const { contents } = app.window;
    for (const [url, isPrevented] of [
      ['https://example.com/', true],
      ['app://elsewhere/index.html', true],
      ['file:///etc/passwd', true],
      ['app://longshore/server.html', false],
    ] as const) {
      const event = { url, prevented: false, preventDefault: () => (event.prevented = true) };
      contents.emit('will-navigate', event);
      expect([url, event.prevented]).toEqual([url, isPrevented]);
    }
    const attach = { prevented: false, preventDefault: () => (attach.prevented = true) };
    contents.emit('will-attach-webview', attach);
    expect(attach.prevented).toBe(true);
    expect(contents.openHandler?.()).toEqual({ action: 'deny' });
    for (const permission of ['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read'])
      expect([permission, app.permits(permission)]).toEqual([permission, false]);
  });

  it('gives its own files under a strict policy, and no others', async () => {
    const page = await app.fetch(ours);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    for (const url of [
      'app://longshore/../main.cjs',
      'app://longshore/..%2fmain.cjs',
      'app://longshore/%2e%2e/package.json',
      'app://longshore//etc/passwd',
      'app://elsewhere/index.html',
    ])
      expect([url, (await app.fetch(url)).status]).toEqual([url, 404]);
  });
});

describe('a message', () => {
  it('of another page, or of a frame, is refused', async () => {
    const question = { do: 'pick-folder' };
    for (const url of ['https://example.com/', 'app://elsewhere/', 'about:blank', 'file:///tmp/x.html', ''])
      await expect(Promise.resolve(app.say('longshore:ask', url, question))).rejects.toThrow('refused');
    expect(app.seen.dialogs).toEqual([]);
  });

  it('that is not of the contract is told to be wrong, and nothing is done', async () => {
    for (const asked of [{ do: 'run', command: 'id' }, { do: 'keep-secret', name: '../x', secret: 'y' }, null, 'pick-folder'])
      expect(await app.say('longshore:ask', ours, asked)).toBe(null);
    expect(app.seen.dialogs).toHaveLength(4);
    app.seen.dialogs.length = 0;
  });

  it('asks for a folder where people choose folders', async () => {
    app.answers.push(['/srv/backups'], []);
    expect(await app.say('longshore:ask', ours, { do: 'pick-folder' })).toBe('/srv/backups');
    expect(await app.say('longshore:ask', ours, { do: 'pick-folder' })).toBe(null);
    expect(app.seen.dialogs.every(({ properties }) => properties?.includes('openDirectory'))).toBe(true);
    app.seen.dialogs.length = 0;
  });
});

describe('a secret that is typed', () => {
  it('is kept encrypted, for this user alone, and never comes back to a page', async () => {
    const question = { do: 'keep-secret', name: 'hosts.lab.password', secret: 'hunter2 of the lab' };
    expect(await app.say('longshore:ask', ours, question)).toBe('store:hosts.lab.password');
    const file = join(app.userData, 'secrets.json');
    await Promise.all(
      ['b', 'c', 'd'].map((name) => app.say('longshore:ask', ours, { do: 'keep-secret', name, secret: 'another' })),
    );
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')) as object)).toEqual(['hosts.lab.password', 'b', 'c', 'd']);
    expect(await readFile(file, 'utf8')).not.toContain('hunter2');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is not kept where the system has no keychain, and what to do instead is said', async () => {
    await using bare = await openDesktop({ env: environment(), keychain: 'basic_text' });
    expect(await bare.say('longshore:ask', ours, { do: 'keep-secret', name: 'a', secret: 'b' })).toBe(null);
    expect(bare.seen.dialogs).toMatchObject([{ message: expect.stringContaining('has no keychain') as string }]);
    await expect(stat(join(bare.userData, 'secrets.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a job that runs', () => {
  const sql = (text: string): Promise<string> => stack.sql('postgres', text);

  it('keeps the machine awake, is not lost by closing the window, and says how it ended', async () => {
    await sql('create table held (i int)');
    const hold = sql('begin; lock table held; select pg_sleep(600)').catch(() => 'ended');
    await waitFor(
      async () => (await sql(`select count(*) from pg_locks where mode = 'AccessExclusiveLock' and granted`)) !== '0',
    );
    const { page } = app.window;
    await page.getByRole('navigation').getByRole('button', { name: 'Stacks' }).click();
    await page.getByRole('button', { name: stack.project, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: stack.project }).waitFor();
    // The first is of the whole stack; each service has one of its own.
    await page.getByRole('button', { name: 'Back up …', exact: true }).first().click();
    await page.getByRole('button', { name: 'Back up now', exact: true }).click();
    await waitFor(() => app.seen.awake === 1);
    app.answers.push(2);
    app.window.emit('close', { preventDefault: () => undefined });
    await waitFor(() => app.seen.dialogs.length === 1);
    expect(app.seen.dialogs[0]?.message).toContain('Still running');
    app.answers.push(0);
    app.window.emit('close', { preventDefault: () => undefined });
    await waitFor(() => app.seen.trays === 1);
    expect(app.seen.quits).toBe(0);
    await sql(`select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()`);
    expect(await hold).toBe('ended');
    await waitFor(() => app.seen.awake === 0);
    expect(app.seen.notifications).toMatchObject([{ title: expect.stringContaining(stack.project) as string, body: 'done' }]);
  });
});

describe('a server elsewhere', () => {
  beforeAll(() => {
    app.seen.dialogs.length = 0;
  });
  const open = (link: string): unknown => app.say('longshore:ask', ours, { do: 'open-server', link });

  it('is opened by nothing but a link of its own, over TLS', async () => {
    const before = app.seen.windows.length;
    for (const link of ['', 'nonsense', 'http://example.com/#link=x', 'https://example.com/', 'file:///etc/passwd#link=x'])
      await open(link);
    expect(app.seen.windows).toHaveLength(before);
    expect(app.seen.dialogs.map(({ message }) => message?.slice(0, 15))).toEqual(Array(5).fill('This is no link'));
    app.seen.dialogs.length = 0;
  });

  it('that does not answer leaves no window, and what was agreed to has to be readable', async () => {
    await open('http://127.0.0.1:1/#link=abc');
    expect(app.seen.dialogs.map(({ message }) => message)).toEqual([expect.stringContaining('127.0.0.1:1 does not answer')]);
    expect(app.seen.windows.at(-1)).toMatchObject({ shown: false });
    await waitFor(() => app.seen.windows.at(-1)?.page.isClosed() === true);
    app.seen.dialogs.length = 0;

    await using authority = await createAuthority();
    const server = createServer(await readPair(authority.server)).listen(0, 'localhost');
    await once(server, 'listening');
    const pins = join(app.userData, 'servers.json');
    await writeFile(pins, 'broken');
    await open(`https://localhost:${(server.address() as AddressInfo).port}/#link=abc`);
    expect(app.seen.dialogs.map(({ message }) => message)).toEqual([expect.stringContaining(`${pins} cannot be read`)]);
    app.seen.dialogs.length = 0;
    await rm(pins);
    server.closeAllConnections();
    server.close();
  });

  it('has to have the certificate that was agreed to, and no other one', async () => {
    await using authority = await createAuthority();
    const [own, other] = [await readPair(authority.server), await readPair(authority.expired.server)];
    const server = createServer(own, (_, answer) => answer.end('<title>a server</title>')).listen(0, 'localhost');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const link = `https://localhost:${port}/#link=abc`;
    const before = app.seen.windows.length;

    app.answers.push(1);
    await open(link);
    expect(app.seen.windows).toHaveLength(before);
    const { fingerprint256 } = new X509Certificate(own.cert);
    expect(app.seen.dialogs[0]?.detail).toContain(fingerprint256);

    app.answers.push(0);
    await open(link);
    const window = app.seen.windows.at(-1);
    expect(await window?.page.title()).toBe('a server');
    expect(window?.options.webPreferences).not.toHaveProperty('preload');
    const judged = ({ raw }: X509Certificate): number => {
      let code = NaN;
      const fingerprint = `sha256/${createHash('sha256').update(raw).digest('base64')}`;
      app.seen.verify?.({ certificate: { fingerprint } }, (decided) => (code = decided));
      return code;
    };
    expect([judged(new X509Certificate(own.cert)), judged(new X509Certificate(other.cert))]).toEqual([0, -2]);

    server.setSecureContext(other);
    await open(link);
    expect(app.seen.windows).toHaveLength(before + 1);
    expect(app.seen.dialogs.at(-1)?.message).toContain('has another certificate');
    app.seen.dialogs.length = 0;
    server.closeAllConnections();
    server.close();
  });
});

const readPair = async ({ cert, key }: { cert: string; key: string }): Promise<{ cert: string; key: string }> => ({
  cert: await readFile(cert, 'utf8'),
  key: await readFile(key, 'utf8'),
});
