import type { Reporter, TestModule, TestSpecification } from 'vitest/node';
import { nameOf, record, secondsOf } from './durations.ts';

/**
 * Prints a line for each test file that ends: how much is done, and how much time is left. Failures are printed at once: a run that is
 * cut off shall not take them along.
 */
export default class Progress implements Reporter {
  #begun = 0;
  #left = new Map<string, number>();
  #all = 0;
  readonly #took = new Map<string, number>();

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#begun = performance.now();
    this.#left = new Map(specifications.map(({ moduleId }) => [moduleId, secondsOf(moduleId)]));
    this.#all = sum(this.#left.values());
  }

  onTestModuleEnd(module: TestModule): void {
    this.#left.delete(module.moduleId);
    for (const test of module.children.allTests('failed')) {
      for (const { message, diff } of test.result().errors ?? [])
        console.log(`FAILED ${test.fullName}\n${message}\n${diff ?? ''}`);
    }
    const { duration, setupDuration, collectDuration } = module.diagnostic();
    const seconds = (duration + setupDuration + collectDuration) / 1000;
    this.#took.set(nameOf(module.moduleId), seconds);
    const share = 1 - sum(this.#left.values()) / this.#all;
    const minutes = (performance.now() - this.#begun) / 60_000;
    const left = share > 0 ? (minutes / share) * (1 - share) : 0;
    console.log(`${String(Math.round(share * 100)).padStart(3)} % done, about ${left.toFixed(0)} min left`);
  }

  onTestRunEnd(): void {
    if (process.env['LONGSHORE_TEST_RECORD'] === '1') record(this.#took);
  }
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((one, other) => one + other, 0);
