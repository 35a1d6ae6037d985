import type * as z from 'zod';
import type { Message } from '../model/message.ts';
import type { Plan, RecoverRequest } from '../model/plan.ts';
import { message } from '../text/message.ts';
import { commandLine, makePlan } from './makePlan.ts';
import { confirmationOf } from './confirm.ts';
import type { PlanSeed } from './facts.ts';

/** A job that did not end, and what is known of its owner. */
export interface InterruptedFacts {
  job: string;
  title: Plan['title'];
  /** Name of the machine, when it is not this one. */
  elsewhere?: string;
}

/**
 * Returns the plan that brings what was interrupted on a host to its old or its new state: all that is of this machine, or of the
 * one that the user takes over from. Of the others it warns. It has no step when only others were interrupted, or none.
 * `unreadable`: why records of jobs could not be read, as warnings. Never throws.
 */
export function planRecover(
  request: z.output<typeof RecoverRequest>,
  interrupted: InterruptedFacts[],
  unreadable: Message[],
  seed: PlanSeed,
): Plan {
  const mine = interrupted.filter((job) => job.elsewhere === undefined || job.elsewhere === request.takeOver);
  const others = interrupted.filter((job) => !mine.includes(job));
  const machine = mine.find((job) => job.elsewhere !== undefined)?.elsewhere;
  return makePlan(seed, request, {
    title: message('title.recover', { host: seed.host }),
    services: [],
    containers: [],
    steps: mine.map(({ job }) => ({ do: 'repair', job })),
    warnings: [
      ...unreadable,
      ...others.map((job) => message('warning.elsewhere', { job: job.job, machine: job.elsewhere ?? '' })),
    ],
    facts:
      mine.length === 0 ? [message('fact.nothing-interrupted', {})] : mine.map(({ job }) => message('fact.repairs', { job })),
    confirm: confirmationOf(machine === undefined ? { act: 'reads' } : { act: 'takes-over', machine }),
    basis: seed.hash(['recover', interrupted.map(({ job }) => job)]),
    command: commandLine([
      'recover',
      request.host !== undefined && ['--host', request.host],
      request.takeOver !== undefined && ['--take-over', request.takeOver],
    ]),
  });
}
