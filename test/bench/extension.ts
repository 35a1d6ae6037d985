import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { runNode } from '../../scripts/setup/dependencies.mjs';
import { packExtension } from '../support/packExtension.ts';
import { type Window, openWorkbench } from '../support/workbench.ts';
import { type Figure, atMost, noted } from './figures.ts';
import { command } from './process.ts';
import { seedRepository } from './seed.ts';
import { folder, rounds } from './settings.ts';

/** Of the containers these run, with a health check every two seconds; the others were created only. */
const containers = 200;
const running = 20;
const snapshots = 2000;
const image = 'longshore-test/postgres:17';
const say = (text: string): void => console.error(text);
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const inMilliseconds = (value: number): string => `${Math.round(value)} ms`;

/** The extension in a real workbench: how soon it is there, and shows a large host. */
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
  return [
    atMost('extension: activation, by the marks of the editor', median(activation), 100, inMilliseconds),
    noted(
      `… from the click to ${containers} containers and ${snapshots} snapshots, engine started by it`,
      inMilliseconds(median(first)),
    ),
    atMost('… the same with the engine connected', median(later), 1000, inMilliseconds),
  ];
}

/** Until stacks and snapshots are on the screen. */
async function showTrees(window: Window): Promise<number> {
  const began = performance.now();
  await window.tab.click();
  await Promise.all([window.row('Stacks', /^longshore-bench-many-/).waitFor(), window.row('Snapshots', /snapshots/).waitFor()]);
  return performance.now() - began;
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

const probe = `const { renameSync, writeFileSync } = require('node:fs');
const told = process.env.LONGSHORE_BENCH_PROBE;
exports.activate = () => {
  setInterval(() => {
    const marks = globalThis.MonacoPerformanceMarks.getMarks();
    const at = (name) => marks.find((mark) => mark.name === 'code/extHost/' + name + '/longshore.longshore')?.startTime;
    const activation = at('didActivateExtension') - at('willActivateExtension');
    writeFileSync(told + '.new', JSON.stringify(activation >= 0 ? { activation } : {}));
    renameSync(told + '.new', told);
  }, 250);
};
`;

/** An extension beside ours that tells what the editor has marked in their common host. */
async function packProbe(): Promise<{ vsix: string; file: string; ready(): Promise<void>; activation(): Promise<number> }> {
  const file = join(folder, 'probe.json');
  const vsix = await packExtension(folder, 'probe', { main: './probe.cjs', activationEvents: ['*'] }, { 'probe.cjs': probe });
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
    /** Milliseconds between the editor's own marks around the activation of ours, once it is over. */
    async activation() {
      for (;;) {
        const { activation } = JSON.parse(await readFile(file, 'utf8')) as { activation?: number };
        if (activation !== undefined) return activation;
        await sleep(100);
      }
    },
  };
}
