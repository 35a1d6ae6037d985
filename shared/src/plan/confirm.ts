import type { Confirm } from '../model/plan.ts';
import type { StackFacts } from './facts.ts';

/** The gravest act of a plan that the user may have to agree to. */
export type Act =
  /** Reads, or writes where only snapshots are. A pause of the writers is shown, not asked. */
  | { act: 'reads' }
  /** Containers stand still while it works. */
  | { act: 'stops' }
  /** Comes beside what is there. */
  | { act: 'adds' }
  /** Takes the place of live data, which is kept for undo. */
  | { act: 'switches'; stack: Marked; from: 'itself' | 'another-stack' }
  /** Overwrites live data; only a safety snapshot is its undo. */
  | { act: 'overwrites'; stack: Marked }
  /** Overwrites live data that is not saved first. */
  | { act: 'overwrites-for-good'; stack: Marked }
  /** Removes snapshots for good; `name` is that of their stack, or what they are. */
  | { act: 'deletes'; name: string; production: boolean; lastGood: boolean }
  /** Ends what another machine began and may still be doing. */
  | { act: 'takes-over'; machine: string };
type Marked = Pick<StackFacts, 'id' | 'environment'>;

/**
 * Returns how strong a confirmation a plan wants (nothing, a click, or a text to type): the table in docs/confirmation.md. An
 * unmarked stack counts as production. Where production could be lost to a slip (data of another stack, or no switch back at once)
 * a text has to be typed: for one stack it has its name.
 */
export function confirmationOf(act: Act): Confirm {
  switch (act.act) {
    case 'reads':
      return { level: 'none' };
    case 'stops':
    case 'adds':
      return { level: 'click' };
    case 'switches':
      return act.from === 'another-stack' ? named(act.stack) : { level: 'click' };
    case 'overwrites':
      return named(act.stack);
    case 'overwrites-for-good':
      return { level: 'type', text: `${act.stack.id.name} without undo` };
    case 'deletes':
      return act.production || act.lastGood ? { level: 'type', text: act.name } : { level: 'click' };
    case 'takes-over':
      return { level: 'type', text: act.machine };
  }
}

const named = ({ id, environment }: Marked): Confirm =>
  environment === 'production' ? { level: 'type', text: id.name } : { level: 'click' };

/**
 * Returns whether the answer is as strong as the plan wants it: `true` is a click, a text is what was typed. Any text but an empty
 * one is a click, too.
 */
export function isConfirmed(wanted: Confirm, answer: boolean | string): boolean {
  switch (wanted.level) {
    case 'none':
      return true;
    case 'click':
      return answer !== false && answer !== '';
    case 'type':
      return answer === wanted.text;
  }
}
