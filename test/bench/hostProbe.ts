import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packExtension } from '../support/packExtension.ts';

/** What the probe says of the extension host that it shares with ours; times in milliseconds. */
interface Told {
  pid: number;
  /** Between the editor's own marks around the activation of ours; absent until it is over. */
  activation?: number;
  /** How late the event loop was at worst since the last reset. */
  longest: number;
}

const probe = `const { monitorEventLoopDelay } = require('node:perf_hooks');
const { existsSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const told = process.env.LONGSHORE_BENCH_PROBE;
const resolution = 5;
exports.activate = () => {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  setInterval(() => {
    if (existsSync(told + '.reset')) {
      delay.reset();
      rmSync(told + '.reset');
      return;
    }
    const marks = globalThis.MonacoPerformanceMarks.getMarks();
    const at = (name) => marks.find((mark) => mark.name === 'code/extHost/' + name + '/longshore.longshore')?.startTime;
    const activation = at('didActivateExtension') - at('willActivateExtension');
    const longest = Math.max(0, delay.max / 1e6 - resolution);
    writeFileSync(told + '.new', JSON.stringify({ pid: process.pid, longest, ...(activation >= 0 && { activation }) }));
    renameSync(told + '.new', told);
  }, 250);
};
`;

/** An extension that is installed beside ours; its words are those of the newest window. */
export class HostProbe {
  readonly vsix: string;
  readonly env: Record<string, string>;
  readonly #file: string;

  static async pack(folder: string): Promise<HostProbe> {
    const manifest = { main: './probe.cjs', activationEvents: ['*'] };
    return new HostProbe(await packExtension(folder, 'probe', manifest, { 'probe.cjs': probe }), join(folder, 'probe.json'));
  }

  private constructor(vsix: string, file: string) {
    this.vsix = vsix;
    this.#file = file;
    this.env = { LONGSHORE_BENCH_PROBE: file };
  }

  /** Resolves when a host that has just begun has spoken. */
  async ready(): Promise<void> {
    await rm(this.#file, { force: true });
    while (!(await exists(this.#file))) await sleep(50);
  }

  /** From now on, only what comes counts. */
  async reset(): Promise<void> {
    const request = `${this.#file}.reset`;
    await writeFile(request, '');
    while (await exists(request)) await sleep(50);
    await this.ready();
  }

  async read(): Promise<Told> {
    return JSON.parse(await readFile(this.#file, 'utf8')) as Told;
  }

  async activation(): Promise<number> {
    for (;;) {
      const { activation } = await this.read();
      if (activation !== undefined) return activation;
      await sleep(100);
    }
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
