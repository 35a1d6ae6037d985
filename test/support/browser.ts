import { type Browser, chromium } from 'playwright-core';

/**
 * Resolves with the distribution's Chromium, without its own windows and without what it does on the network by itself: the shell
 * takes half the CPU of the whole browser.
 */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
