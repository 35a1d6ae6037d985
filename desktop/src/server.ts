import { connect } from 'node:tls';
import { BrowserWindow, dialog, session } from 'electron';
import { AppError } from '@longshore/shared/errors';
import type { Words } from '@longshore/shared/render/words';
import { linkMark } from '@longshore/shared/serve/wire';
import { guardPermissions } from './guard.ts';
import { readOwn, writeOwn } from './ownFile.ts';

/** SHA-256 of the certificate that was agreed to, as hexadecimal pairs, by origin. */
const pinFile = 'servers.json';

/**
 * Opens a link of `longshore serve` in a window that leads to no other server, with the certificate that was agreed to the first
 * time, whichever authority has signed it, and resolves with true; with false when it was not agreed to. Rejects with
 * `usage.server-link`, `host-unreachable.server`, `denied.server-certificate` or `storage-failed.app-file`: then there is no
 * window.
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
    show: false,
    title: `Longshore: ${url.host}`,
    webPreferences: { session: apart, sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  try {
    await window.loadURL(url.href);
  } catch (cause) {
    window.close();
    throw new AppError('host-unreachable.server', { server: url.host }, { cause });
  }
  window.show();
  return true;
}

/**
 * Returns a link as `serve link` prints it. Throws `usage.server-link` for any other, and without TLS for any other machine than
 * this one.
 */
function parseLink(link: string): URL {
  const url = URL.canParse(link.trim()) ? new URL(link.trim()) : undefined;
  const isLocal = url !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  if (!url || !isSafe || !url.hash.startsWith(`#${linkMark}`) || url.username !== '') throw new AppError('usage.server-link', {});
  return url;
}

/**
 * Resolves with the fingerprint of the server's certificate, or undefined when it is new and the user does not agree to it. Rejects
 * with `denied.server-certificate` when another one was agreed to, with `storage-failed.app-file` when what was agreed to cannot be
 * read or kept, and as {@link fingerprintOf} does.
 */
async function agreedPin(url: URL, words: Words): Promise<string | undefined> {
  const found = await fingerprintOf(url);
  const pins = await readOwn(pinFile);
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
  // Read anew: another server may have been agreed to meanwhile.
  await writeOwn(pinFile, { ...(await readOwn(pinFile)), [url.origin]: found });
  return found;
}

/**
 * Resolves with the SHA-256 of the certificate that the server presents, as hexadecimal pairs, whichever authority has signed it:
 * nothing is said to it. Rejects with `host-unreachable.server`, after ten seconds without an answer as well.
 */
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

/** Returns a fingerprint as Chromium names a certificate: `sha256/` and base64. */
const chromiumForm = (pin = ''): string => `sha256/${Buffer.from(pin.replaceAll(':', ''), 'hex').toString('base64')}`;
