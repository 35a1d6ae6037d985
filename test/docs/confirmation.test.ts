import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../shared/src/model/environment.ts';
import type { Confirm } from '../../shared/src/model/plan.ts';
import { type Act, confirmationOf, isConfirmed } from '../../shared/src/plan/confirm.ts';
import type { StackFacts } from '../../shared/src/plan/facts.ts';

const stack = (environment: Environment): Pick<StackFacts, 'id' | 'environment'> => ({
  id: { name: 'shop', engine: 'e', project: 'shop', workingDir: '/srv/shop' },
  environment,
});
/** The rows of the table in the docs, in their order. */
const acts: ((environment: Environment) => Act)[] = [
  () => ({ act: 'reads' }),
  () => ({ act: 'stops' }),
  () => ({ act: 'adds' }),
  (environment) => ({ act: 'switches', stack: stack(environment), from: 'itself' }),
  (environment) => ({ act: 'switches', stack: stack(environment), from: 'another-stack' }),
  (environment) => ({ act: 'overwrites', stack: stack(environment) }),
  (environment) => ({ act: 'overwrites-for-good', stack: stack(environment) }),
  (environment) => ({ act: 'deletes', name: 'shop', production: environment === 'production', lastGood: false }),
  (environment) => ({ act: 'deletes', name: 'shop', production: environment === 'production', lastGood: true }),
  () => ({ act: 'takes-over', machine: 'laptop' }),
];
const typed: Record<string, string> = {
  shop: "the stack's name, typed",
  'shop without undo': '`NAME without undo`, typed',
  laptop: "the machine's name, typed",
};
const words = (confirm: Confirm): string | undefined =>
  confirm.level === 'type' ? typed[confirm.text] : { none: 'nothing', click: 'yes or no' }[confirm.level];

describe('confirmationOf', () => {
  it('is the table in the docs', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/confirmation.md'), 'utf8');
    const table = docs
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2);
    const said = table.map((line) =>
      line
        .split('|')
        .slice(2, 4)
        .map((cell) => cell.trim()),
    );
    expect(said).toEqual(acts.map((act) => [words(confirmationOf(act('dev'))), words(confirmationOf(act('production')))]));
  });

  it('asks for staging as for dev', () => {
    for (const act of acts) expect(confirmationOf(act('staging'))).toEqual(confirmationOf(act('dev')));
  });
});

describe('isConfirmed', () => {
  it('takes an answer that is as strong as it is wanted, and no weaker one', () => {
    const answers = [false, '', true, 'yes', 'Shop', ' shop', 'shop'];
    const taken = (wanted: Confirm): unknown[] => answers.filter((answer) => isConfirmed(wanted, answer));
    expect(taken({ level: 'none' })).toEqual(answers);
    expect(taken({ level: 'click' })).toEqual([true, 'yes', 'Shop', ' shop', 'shop']);
    expect(taken({ level: 'type', text: 'shop' })).toEqual(['shop']);
  });
});
