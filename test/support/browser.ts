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

/** What Chromium says of what it broke off because a network came or went. */
export const isCut = (reason = ''): boolean => reason.includes('ERR_NETWORK_CHANGED');

/**
 * Opens an address. Docker makes and removes networks all the time, and Chromium breaks off what it loads when one comes or goes: a
 * page that lost a part of itself so is opened again, as a user would. Rejects after five such pages, and for any other failure.
 */
export async function load(page: Page, address: string): Promise<void> {
  let cut = false;
  const look = (request: Request): void => void (cut ||= isCut(request.failure()?.errorText));
  page.on('requestfailed', look);
  try {
    for (let left = 5; ; left -= 1) {
      cut = false;
      await page.goto(address).catch((error: unknown) => {
        if (left === 1 || !isCut(String(error))) throw error;
        cut = true;
      });
      if (!cut) return;
      // Else an address with a `#` would lead to where the page is already.
      await page.goto('about:blank');
    }
  } finally {
    page.off('requestfailed', look);
  }
}
