/** What we use of mocha, which is installed only where the suite runs. */
declare module 'mocha' {
  /** Fails by throwing. */
  export type Test = (title: string, run: () => Promise<void>) => void;

  export interface Runner {
    on(event: 'pass', told: (test: { title: string }) => void): void;
    on(event: 'fail', told: (test: { title: string }, error: Error) => void): void;
  }

  export default class Mocha {
    constructor(options: { ui: 'bdd'; timeout: number; reporter: 'spec'; color: boolean });
    readonly suite: { emit(event: 'pre-require', context: { it?: Test }, file: string, mocha: Mocha): void };
    run(ended: (failures: number) => void): Runner;
  }
}
