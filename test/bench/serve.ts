import { join } from 'node:path';
import { setInterval, setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Api } from '../../shared/src/api/contract.ts';
import type { JobEvent } from '../../shared/src/model/job.ts';
import { loadPage } from '../../shared/src/serve/page.ts';
import { buildServePage } from '../../shared/ui/build.mjs';
import { launchBrowser } from '../support/browser.ts';
import { knownApi } from '../support/knownApi.ts';
import { startTcpProxy } from '../support/proxy.ts';
import { openServer, operator } from '../support/serve.ts';
import { type Figure, atMost } from './figures.ts';
import { rounds } from './settings.ts';

const snapshots = 2000;
/** Seconds that a tab watches a job. */
const watched = 15;
const say = (text: string): void => console.error(text);
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const inMilliseconds = (value: number): string => `${Math.round(value)} ms`;

/** The screens through `longshore serve`, in a browser: first paint, many snapshots, a job that is watched, a connection that was lost. */
export async function measureServe(): Promise<Figure[]> {
  await buildServePage();
  await using server = await openServer(busyApi(), { page: await loadPage(join(import.meta.dirname, '../../out/serve')) });
  await using line = await startTcpProxy({ type: 'tcp', host: '127.0.0.1', port: server.port });
  const origin = `http://localhost:${(line.address as { port: number }).port}`;
  const browser = await launchBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })).newPage();
    await page.goto(`${origin}/#link=${server.access.link(operator).secret}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation').waitFor();
    say('First paint …');
    const paints: number[] = [];
    for (let round = 0; round < rounds; round += 1) paints.push(await firstPaint(page));
    say(`Scrolling ${snapshots} snapshots …`);
    const scrolled = await scroll(page);
    say('Losing the connection …');
    const regained: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await line.lose();
      await page.getByText('The connection is gone').waitFor();
      await line.restore();
      const began = performance.now();
      await page.getByText('The connection is gone').waitFor({ state: 'detached' });
      regained.push(performance.now() - began);
    }
    say('Watching a job …');
    const share = await watchJob(page);
    return [
      atMost('screens: first contentful paint, signed in', median(paints), 1000, inMilliseconds),
      atMost(`screens: longest task while ${snapshots} snapshots are scrolled`, scrolled.longest, 50, inMilliseconds),
      atMost('screens: rows in the document meanwhile', scrolled.rows, 100, String),
      atMost('screens: the true state is there again after a lost connection', median(regained), 1000, inMilliseconds),
      atMost('screens: share of a core while a job is watched', share, 0.05, (value) => `${(value * 100).toFixed(1)} %`),
    ];
  } finally {
    await browser.close();
  }
}

/** Two stacks with many snapshots, and a backup that tells of two services four times a second. */
function busyApi(): Api {
  const known = knownApi({ role: 'operate', snapshots });
  return {
    ...known,
    async *events(params, { signal } = {}) {
      let seq = 0;
      for await (const event of known.events(params, { signal: AbortSignal.timeout(50) }))
        yield { ...event, seq: (seq = event.seq) };
      let bytes = 0;
      for await (const _ of setInterval(250, undefined, signal && { signal })) {
        bytes += 25_000_000;
        for (const service of ['db', 'cache']) {
          const time = new Date().toISOString();
          const total = 1e12;
          const event: JobEvent = {
            v: 1,
            seq: (seq += 1),
            time,
            type: 'progress',
            service,
            phase: 'store',
            bytes,
            total,
            rate: 1e8,
          };
          yield event;
        }
      }
    },
  };
}

async function firstPaint(page: Page): Promise<number> {
  await page.reload();
  await page.getByRole('navigation').waitFor();
  const painted = await page.waitForFunction<number>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
  return painted.jsonValue();
}

async function scroll(page: Page): Promise<{ longest: number; rows: number }> {
  await page.getByRole('navigation').getByRole('button', { name: 'Snapshots' }).click();
  const rows = page.getByRole('main').locator('.virtual-rows > *');
  await rows.first().waitFor();
  await page.evaluate(
    'globalThis.longest = 0; new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) longest = Math.max(longest, duration); }).observe({ type: "longtask" })',
  );
  await rows.first().hover();
  let most = 0;
  for (let step = 0; step < 60; step += 1) {
    await page.mouse.wheel(0, 1500);
    most = Math.max(most, await rows.count());
    await sleep(30);
  }
  const reached = Number(await rows.last().getAttribute('aria-posinset'));
  if (!(reached > 100)) throw new Error(`Only row ${reached} was reached.`);
  return { longest: await page.evaluate<number>('longest'), rows: most };
}

/** What the tab's main thread worked, of the time that passed. */
async function watchJob(page: Page): Promise<number> {
  await page.getByRole('navigation').getByRole('button', { name: 'Jobs' }).click();
  await page.getByRole('main').getByRole('button', { name: /shop/ }).first().click();
  await page.getByRole('progressbar').first().waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  await sleep(1000);
  const before = await worked();
  await sleep(watched * 1000);
  return ((await worked()) - before) / watched;
}
