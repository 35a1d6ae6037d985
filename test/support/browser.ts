import { type Browser, type Page, type Request, chromium } from 'playwright-core';

/**
 * Resolves with the distribution's Chromium, without its own windows and without what it does on the network by itself: the shell
 * takes half the CPU of the whole browser.
 */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

/**
 * Opens an address. Docker makes and removes networks all the time, and Chromium breaks off what it loads when one comes or goes: a
 * page that lost a part of itself so is opened again, as a user would.
 */
export async function load(page: Page, address: string): Promise<void> {
  const isCut = (reason = ''): boolean => reason.includes('ERR_NETWORK_CHANGED');
  let cut = false;
  const look = (request: Request): void => void (cut ||= isCut(request.failure()?.errorText));
  page.on('requestfailed', look);
  do {
    cut = false;
    await page.goto(address).catch((error: unknown) => {
      if (!isCut(String(error))) throw error;
      cut = true;
    });
  } while (cut);
  page.off('requestfailed', look);
}
