import { join } from 'node:path';
import { protocol } from 'electron';
import { loadPage, pageHeaders } from '@longshore/shared/serve/page';

/** Where the app's own pages are: no file of the machine can be named by it. */
export const origin = 'app://longshore';

/** Registers the scheme of {@link origin}. Must be called before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/**
 * Answers for {@link origin} with the files of the page, read once, under a strict policy, and with 404 for anything else. Rejects
 * as {@link loadPage} does.
 */
export async function servePage(): Promise<void> {
  const files = await loadPage(join(import.meta.dirname, 'page'));
  protocol.handle('app', ({ url, method }) => {
    const { host, pathname } = new URL(url);
    const file = method === 'GET' && host === 'longshore' ? files.get(pathname) : undefined;
    if (!file) return new Response('', { status: 404, headers: pageHeaders });
    return new Response(new Uint8Array(file.body), { headers: { ...pageHeaders, 'content-type': file.type } });
  });
}
