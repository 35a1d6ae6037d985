import { access, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { runNode } from '../../scripts/setup/dependencies.mjs';
import { packExtension } from '../support/packExtension.ts';
import { type Window, type Workbench, openWorkbench } from '../support/workbench.ts';
import { type Figure, atMost, noted } from './figures.ts';
import { command } from './process.ts';
import { seedRepository } from './seed.ts';
import { folder, rounds } from './settings.ts';

/** Of the containers these run, with a health check every two seconds; the others were created only. */
const containers = 200;
const running = 20;
const snapshots = 2000;
const idleSeconds = 20;
const image = 'longshore-test/postgres:17';
const say = (text: string): void => console.error(text);
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const inMilliseconds = (value: number): string => `${Math.round(value)} ms`;

/** The extension in a real workbench: how soon it shows, how it disturbs its host, and what it costs when nothing happens. */
export async function measureExtension(): Promise<Figure[]> {
  const probe = await packProbe();
  if (runNode(['scripts/package.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0) throw new Error('Not packed.');
  await using _ = await manyStacks();
  const dataDir = join(folder, 'extension-data');
  say(`Seeding ${snapshots} snapshots …`);
  await seedRepository(join(dataDir, 'repository'), 40, snapshots / 40);
  await using workbench = await openWorkbench({
    folder,
    beside: [probe.vsix],
    env: { LONGSHORE_DATA: dataDir, LONGSHORE_BENCH_PROBE: probe.file },
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
  await window.row('Snapshots', /^local, /).click();
  await sleep(1000);
  const busy = await probe.read();
  say('Idle …');
  const idle = await idleShare(workbench, busy.pid);
  return [
    atMost('extension: activation, by the marks of the editor', median(activation), 100, inMilliseconds),
    noted(
      `… from the click to ${containers} containers and ${snapshots} snapshots, engine started by it`,
      inMilliseconds(median(first)),
    ),
    atMost('… the same with the engine connected', median(later), 1000, inMilliseconds),
    atMost('… from a container that has started to its row', median(refreshed), 300, inMilliseconds),
    atMost('… longest delay of the event loop of the extension host meanwhile', busy.longest, 50, inMilliseconds),
    atMost(
      `… idle, ${running} health checks every 2 s, share of a core: engine`,
      idle.engine,
      1,
      (share) => `${share.toFixed(2)} %`,
    ),
    noted('… and the whole extension host with all its extensions', `${idle.host.toFixed(2)} %`),
  ];
}

/** Until stacks and snapshots are on the screen. */
async function showTrees(window: Window): Promise<number> {
  const began = performance.now();
  await window.tab.click();
  await Promise.all([window.row('Stacks', /^longshore-bench-many-/).waitFor(), window.row('Snapshots', /snapshots/).waitFor()]);
  return performance.now() - began;
}

async function refreshAfterEvent(window: Window): Promise<number> {
  const name = `longshore-bench-late-${Date.now()}`;
  const id = await create(name, ['--entrypoint', 'sleep'], ['60']);
  await window.row('Stacks', new RegExp(`^${name}`)).waitFor();
  await window.page.evaluate(`
    globalThis.seen = new Promise((resolve) => {
      const tree = document.querySelector('[role=tree][aria-label="Stacks"]');
      const look = () => tree.querySelector('[role=treeitem][aria-label^="${name}"]') || resolve(Date.now());
      new MutationObserver(look).observe(tree, { subtree: true, childList: true, attributes: true });
    });
  `);
  await command(['docker', 'rm', '--force', id]);
  const gone = Date.now();
  const seen = Number(await window.page.evaluate('seen'));
  return seen - gone;
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

/** Percent of a core that the engine's process, and the whole extension host, have used. */
async function idleShare({ profile }: Workbench, host: number): Promise<{ engine: number; host: number }> {
  const engine = await engineOf(join(profile, 'User/globalStorage'));
  const before = [await ticks(engine), await ticks(host)];
  await sleep(idleSeconds * 1000);
  const [a = 0, b = 0] = [await ticks(engine), await ticks(host)].map((after, at) => after - (before[at] ?? 0));
  // Linux counts in hundredths of a second.
  return { engine: a / idleSeconds, host: b / idleSeconds };
}

async function ticks(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** The newest: that of the window before ends a while after it. */
async function engineOf(text: string): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).toSorted((a, b) => Number(b) - Number(a));
  for (const id of ids) {
    if ((await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).includes(text)) return Number(id);
  }
  throw new Error('No engine runs.');
}

interface Probed {
  pid: number;
  /** Milliseconds that the event loop was late, at the worst since the last reset. */
  longest: number;
  /** Milliseconds between the editor's own marks around the activation of ours, once it is over. */
  activation?: number;
}

const probe = `const { monitorEventLoopDelay } = require('node:perf_hooks');
const { existsSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const resolution = 5;
const told = process.env.LONGSHORE_BENCH_PROBE;
exports.activate = () => {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  setInterval(() => {
    if (existsSync(told + '.reset')) {
      delay.reset();
      rmSync(told + '.reset');
    }
    const marks = performance.getEntriesByType('mark');
    const at = (name) => marks.find((mark) => mark.name === 'code/extHost/' + name + '/longshore.longshore')?.startTime;
    const activation = at('didActivateExtension') - at('willActivateExtension');
    const longest = Math.max(0, delay.max / 1e6 - resolution);
    writeFileSync(told + '.new', JSON.stringify({ pid: process.pid, longest, ...(activation >= 0 && { activation }) }));
    renameSync(told + '.new', told);
  }, 250);
};
`;

/** An extension beside ours that tells how late the event loop of their common host was. */
async function packProbe(): Promise<{
  vsix: string;
  file: string;
  ready(): Promise<void>;
  reset(): Promise<void>;
  read(): Promise<Probed>;
  activation(): Promise<number>;
}> {
  const file = join(folder, 'probe.json');
  const vsix = await packExtension(folder, 'probe', { main: './probe.cjs', activationEvents: ['*'] }, { 'probe.cjs': probe });
  const read = async (): Promise<Probed> => JSON.parse(await readFile(file, 'utf8')) as Probed;
  const exists = (path: string): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );
  return {
    vsix,
    file,
    /** In the newest window. */
    async ready() {
      await rm(file, { force: true });
      while (!(await exists(file))) await sleep(50);
    },
    async reset() {
      await writeFile(`${file}.reset`, '');
      while (await exists(`${file}.reset`)) await sleep(50);
    },
    read,
    async activation() {
      for (;;) {
        const { activation } = await read();
        if (activation !== undefined) return activation;
        await sleep(100);
      }
    },
  };
}
