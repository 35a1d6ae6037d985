import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { BrowserWindow, app, dialog, session } from 'electron';
import * as z from 'zod';
import { AppError } from '@longshore/shared/errors';
import type { Words } from '@longshore/shared/render/words';
import { linkMark } from '@longshore/shared/serve/wire';
import { guardPermissions } from './guard.ts';
import { replaceFile } from '@longshore/shared/machine/replaceFile';

/** SHA-256 of the certificate that was agreed to, as hexadecimal pairs, by origin. */
const Pins = z.record(z.string(), z.string());
const path = (): string => join(app.getPath('userData'), 'servers.json');

/**
 * Opens a link of `longshore serve` in a window that can reach nothing but that server. Its certificate is the one that was
 * agreed to the first time, whichever authority has signed it; another one is refused. Resolves with false when it was not agreed to.
 * Rejects with an {@link AppError}.
 */
export async function openServer(link: string, words: Words): Promise<boolean> {
  const url = parseLink(link);
  const pin = url.protocol === 'https:' ? await agreedPin(url, words) : undefined;
  if (url.protocol === 'https:' && pin === undefined) return false;
  const apart = session.fromPartition(`server ${url.origin}`);
  guardPermissions(apart);
  apart.setCertificateVerifyProc(({ certificate }, decide) => decide(certificate.fingerprint === chromiumForm(pin) ? 0 : -2));
  const window = new BrowserWindow({
    width: 1180,
    height: 780,
    title: `Longshore: ${url.host}`,
    webPreferences: { session: apart, sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  await window.loadURL(url.href);
  return true;
}

/** Returns a link as `serve link` prints it. Without TLS only from this machine. */
function parseLink(link: string): URL {
  const url = URL.canParse(link.trim()) ? new URL(link.trim()) : undefined;
  const isLocal = url !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  if (!url || !isSafe || !url.hash.startsWith(`#${linkMark}`) || url.username !== '') throw new AppError('usage.server-link', {});
  return url;
}

/** Returns undefined when the certificate is new, and the user does not agree to it. */
async function agreedPin(url: URL, words: Words): Promise<string | undefined> {
  const found = await fingerprintOf(url);
  const pins = await readPins();
  const known = pins[url.origin];
  if (known === found) return found;
  if (known !== undefined) throw new AppError('denied.server-certificate', { server: url.host, known, found });
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: words.t('desktop.server-new', { server: url.host }),
    detail: words.t('desktop.server-fingerprint', { fingerprint: found }),
    buttons: [words.t('desktop.server-trust'), words.t('desktop.stop')],
    defaultId: 1,
    cancelId: 1,
  });
  if (response !== 0) return undefined;
  await replaceFile(path(), JSON.stringify({ ...pins, [url.origin]: found }));
  return found;
}

async function readPins(): Promise<Record<string, string>> {
  try {
    return Pins.parse(JSON.parse(await readFile(path(), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/** Returns what it presents, whether anybody has signed it or not: nothing is said to it. */
function fingerprintOf({ hostname, port, host }: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (cause?: Error): void => reject(new AppError('host-unreachable.server', { server: host }, { cause }));
    const name = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host: name, port: Number(port || 443), rejectUnauthorized: false, timeout: 10_000 }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.once('error', fail);
    socket.once('timeout', () => {
      socket.destroy();
      fail();
    });
  });
}

/** `sha256/` and base64, as Chromium names a certificate. */
const chromiumForm = (pin = ''): string => `sha256/${Buffer.from(pin.replaceAll(':', ''), 'hex').toString('base64')}`;
