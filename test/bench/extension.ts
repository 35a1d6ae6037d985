import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { runNode } from '../../scripts/setup/dependencies.mjs';
import { type Window, type Workbench, openWorkbench } from '../support/workbench.ts';
import { type Figure, atMost, noted } from './figures.ts';
import { HostProbe } from './hostProbe.ts';
import { command } from './process.ts';
import { seedRepository } from './seed.ts';
import { folder, rounds } from './settings.ts';

/** Of the containers these run, with a health check every two seconds; the others were created only. */
const containers = 200;
const running = 20;
const snapshots = 2000;
/** How long nothing is done, and what it costs is counted. */
const idleSeconds = 60;
const image = 'longshore-test/postgres:17';
const say = (text: string): void => console.error(text);
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const inPercent = (value: number): string => `${value.toFixed(2)} %`;
const inMilliseconds = (value: number): string => `${Math.round(value)} ms`;

/** The extension in a real workbench: how soon it is there, and shows a large host. */
export async function measureExtension(): Promise<Figure[]> {
  const probe = await HostProbe.pack(folder);
  if (runNode(['scripts/package.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0) throw new Error('Not packed.');
  await using _ = await manyStacks();
  const dataDir = join(folder, 'extension-data');
  say(`Seeding ${snapshots} snapshots …`);
  await seedRepository(join(dataDir, 'repository'), 40, snapshots / 40);
  await using workbench = await openWorkbench({
    folder,
    beside: [probe.vsix],
    env: { LONGSHORE_DATA: dataDir, LONGSHORE_WATCH: '0', ...probe.env },
  });
  const activation: number[] = [];
  const first: number[] = [];
  const later: number[] = [];
  let window: Window | undefined;
  for (let round = 0; round < rounds; round += 1) {
    await window?.page.close();
    window = await workbench.window();
    await probe.ready();
    first.push(await showTrees(window));
    activation.push(await probe.activation());
    await window.page
      .locator('.activitybar')
      .getByRole('tab', { name: /Explorer/ })
      .click();
    later.push(await showTrees(window));
  }
  if (!window) throw new Error('No round was measured.');
  await probe.reset();
  const refreshed: number[] = [];
  for (let round = 0; round < 5; round += 1) refreshed.push(await refreshAfterEvent(window));
  const { longest, pid } = await probe.read();
  say(`Idle for ${idleSeconds} s …`);
  const idle = await idleShare(workbench, pid);
  return [
    atMost('extension: activation, by the marks of the editor', median(activation), 100, inMilliseconds),
    noted(
      `… from the click to ${containers} containers and ${snapshots} snapshots, core started by it`,
      inMilliseconds(median(first)),
    ),
    atMost('… the same with the core connected', median(later), 1000, inMilliseconds),
    atMost('… from the end of a stack to the end of its row', median(refreshed), 300, inMilliseconds),
    atMost('… longest delay of the event loop of the extension host meanwhile', longest, 50, inMilliseconds),
    atMost(`… idle, ${running} health checks every 2 s, share of a core: core`, idle.core, 1, inPercent),
    noted('… and the whole extension host with all its extensions', inPercent(idle.host)),
  ];
}

/** Until stacks and snapshots are on the screen. */
async function showTrees(window: Window): Promise<number> {
  const began = performance.now();
  await window.tab.click();
  await Promise.all([window.row('Stacks', /^longshore-bench-many-/).waitFor(), window.row('Snapshots', /snapshots/).waitFor()]);
  return performance.now() - began;
}

/** Until a stack that has gone is no longer shown. */
async function refreshAfterEvent(window: Window): Promise<number> {
  const name = `longshore-bench-late-${Date.now()}`;
  const id = await create(name, ['--label', 'longshore.bench=many']);
  await window.row('Stacks', new RegExp(`^${name}`)).waitFor();
  // Begun, not awaited: it says when the row has gone.
  await window.page.evaluate(`{
    const tree = document.querySelector('[role=tree][aria-label="Stacks"]');
    globalThis.gone = new Promise((resolve) => {
      const look = () => tree.querySelector('[role=treeitem][aria-label^="${name}"]') || resolve(Date.now());
      new MutationObserver(look).observe(tree, { subtree: true, childList: true, attributes: true });
    });
    undefined;
  }`);
  await command(['docker', 'rm', '--force', id]);
  const removed = Date.now();
  return Number(await window.page.evaluate('gone')) - removed;
}

const labelsOf = (project: string): string[] =>
  Object.entries({
    'longshore.test': '1',
    'com.docker.compose.project': project,
    'com.docker.compose.service': 'db',
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.project.working_dir': `/srv/${project}`,
  }).flatMap(([key, value]) => ['--label', `${key}=${value}`]);

const create = async (project: string, options: string[] = [], argv: string[] = []): Promise<string> =>
  (await command(['docker', 'create', ...labelsOf(project), ...options, image, ...argv])).trim();

/** 40 stacks of five containers. */
async function manyStacks(): Promise<AsyncDisposable> {
  say(`Making ${containers} containers …`);
  const remove = async (): Promise<void> => {
    const ids = (await command(['docker', 'ps', '-aq', '--filter', 'label=longshore.bench=many']))
      .trim()
      .split('\n')
      .filter(Boolean);
    if (ids.length > 0) await command(['docker', 'rm', '--force', '--volumes', ...ids]);
  };
  await remove();
  const health = ['--health-cmd', 'true', '--health-interval', '2s', '--entrypoint', 'sleep'];
  await pMap(
    Array.from({ length: containers }, (_, at) => at),
    async (at) => {
      const isRunning = at < running;
      const options = ['--label', 'longshore.bench=many', ...(isRunning ? health : [])];
      const id = await create(`longshore-bench-many-${at % 40}`, options, isRunning ? ['3600'] : []);
      if (isRunning) await command(['docker', 'start', id]);
    },
    { concurrency: 4 },
  );
  return { [Symbol.asyncDispose]: remove };
}

/** Percent of a core that the core's process, and the whole extension host, have used. */
async function idleShare({ profile }: Workbench, host: number): Promise<{ core: number; host: number }> {
  const core = await coreOf(join(profile, 'User/globalStorage'));
  const both = (): Promise<number[]> => Promise.all([ticks(core), ticks(host)]);
  const before = await both();
  await sleep(idleSeconds * 1000);
  const [ofCore = 0, ofHost = 0] = (await both()).map((after, at) => after - (before[at] ?? 0));
  // Linux counts in hundredths of a second.
  return { core: ofCore / idleSeconds, host: ofHost / idleSeconds };
}

async function ticks(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** The newest: that of the window before ends a while after it. */
async function coreOf(text: string): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).toSorted((a, b) => Number(b) - Number(a));
  for (const id of ids) {
    if ((await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).includes(text)) return Number(id);
  }
  throw new Error('No core runs.');
}
