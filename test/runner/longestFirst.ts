import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';
import { secondsOf } from './durations.ts';

/** Starts the test files that take longest first: a long file that starts last would leave one core without work. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => secondsOf(other.moduleId) - secondsOf(one.moduleId));
  }
}
