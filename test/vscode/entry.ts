import { writeFile } from 'node:fs/promises';
import type { Test } from 'mocha';
import { suite } from './suite.ts';

/** By the name of each test: `passed`, or what was wrong. */
export type Report = Record<string, string>;

/** What VS Code calls inside its extension host. Rejects when a test has failed. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'spec', color: false });
  const context: { it?: Test } = {};
  mocha.suite.emit('pre-require', context, '', mocha);
  const report: Report = {};
  suite((title, test) => {
    report[title] = 'not run';
    context.it?.(title, test);
  });
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', ({ title }) => (report[title] = 'passed'));
    runner.on('fail', ({ title }, error) => (report[title] = error.stack ?? error.message));
  });
  const file = process.env['LONGSHORE_SUITE_REPORT'];
  if (file !== undefined) await writeFile(file, JSON.stringify(report));
  if (failures > 0) throw new Error(`${failures} of the tests failed.`);
}
