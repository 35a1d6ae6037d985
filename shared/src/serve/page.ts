import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AppError } from '../errors.ts';

/** A file of the page, as it is sent. */
export interface PageFile {
  type: string;
  body: Buffer;
  tag: string;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

/**
 * Resolves with the files of the page by their address, `/` among them. They are read once: what is asked for later is looked up
 * and never a path, so that nothing else is served. Rejects with `not-found.page` where the page was not built.
 */
export async function loadPage(folder: string): Promise<Map<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const name of await readdir(folder).catch(() => [])) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const body = await readFile(join(folder, name));
    const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"`;
    files.set(`/${name}`, { type, body, tag });
  }
  const index = files.get('/index.html');
  if (!index) throw new AppError('not-found.page', { folder });
  return files.set('/', index);
}

/** No foreign code runs in the page, nothing leaves it for another server, and no page may frame it. */
export const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=(), serial=()',
};
