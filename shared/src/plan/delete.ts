import type * as z from 'zod';
import { AppError } from '../errors.ts';
import type { Message } from '../model/message.ts';
import { type Loss, type Standing, gradeOf, lossOf } from '../model/standing.ts';
import type { DeleteRequest, Plan } from '../model/plan.ts';
import { stackKey } from '../model/stackId.ts';
import { message } from '../text/message.ts';
import { commandLine, makePlan, sumBytes } from './makePlan.ts';
import { confirmationOf } from './confirm.ts';
import type { PlanSeed } from './facts.ts';
import type { SnapshotFacts } from './restore.ts';

/** A snapshot that is to be deleted. */
export interface DoomedFacts extends SnapshotFacts {
  pinned: boolean;
  /** Rows and keys that it holds; undefined when they were not counted, or it cannot be read any more. */
  rows: number | undefined;
}

/** How good a snapshot is, with its reference. */
export interface ReferredStanding extends Standing {
  reference: string;
}

/** All snapshots that a stack has in the repository, newest first. */
export interface StackStanding {
  name: string;
  snapshots: ReferredStanding[];
}

/**
 * Returns the plan of a deletion, with what is lost for good. Throws `conflict.pinned`, and without `force` `conflict.last-good`
 * for the last snapshots that are as good as the best of a stack or of one of its services: the last whose restore was tested, or
 * else that was read in full, or else that is complete.
 */
export function planDelete(
  request: z.output<typeof DeleteRequest>,
  doomed: DoomedFacts[],
  stacks: StackStanding[],
  seed: PlanSeed,
): Plan {
  const going = doomed.map(({ reference }) => reference);
  const pinned = doomed.filter((snapshot) => snapshot.pinned).map(({ reference }) => reference);
  const [first] = pinned;
  if (first !== undefined)
    throw new AppError('conflict.pinned', { snapshots: pinned }, { hint: message('hint.unpin', { snapshot: first }) });
  const lost = stacks.flatMap(({ name, snapshots }) => {
    const loss = lossOf(
      snapshots,
      snapshots.filter(({ reference }) => !going.includes(reference)),
    );
    return loss ? [{ stack: name, ...loss }] : [];
  });
  if (!request.force && lost[0]) throw lastGood(lost[0]);
  const [only, ...others] = [...new Map(doomed.map(({ manifest }) => [stackKey(manifest.stack), manifest.stack])).values()];
  const standings = new Map(stacks.flatMap(({ snapshots }) => snapshots.map((standing) => [standing.reference, standing])));
  return makePlan(seed, request, {
    title: message('title.delete', { snapshots: going }),
    ...(only && others.length === 0 && { stack: only }),
    services: [],
    containers: [],
    steps: [{ do: 'delete', snapshots: doomed.map(({ reference, hash }) => ({ reference, hash })) }],
    facts: [
      ...doomed.map((snapshot) => lostFact(snapshot, standings.get(snapshot.reference))),
      ...stacks.map((stack) => leftFact(stack, going)),
      message('fact.for-good', {}),
    ],
    warnings: lost.map((one) => message('warning.last-good', one)),
    confirm: confirmationOf({
      act: 'deletes',
      name: only && others.length === 0 ? only.name : `delete ${doomed.length}`,
      production: doomed.some(({ manifest }) => manifest.environment === 'production'),
      lastGood: lost.length > 0,
    }),
    basis: seed.hash(['delete', doomed.map(({ reference, hash }) => [reference, hash]), lost]),
    command: commandLine(['delete', going, request.force && '--force', request.repo !== undefined && ['--repo', request.repo]]),
  });
}

/** Returns the error `conflict.last-good` for what a stack would lose, with `--force` among the ways out. */
export function lastGood(lost: Loss & { stack: string }): AppError {
  return new AppError('conflict.last-good', { ...lost }, { hint: message('hint.delete-last', { stack: lost.stack }) });
}

function lostFact({ reference, manifest, rows }: DoomedFacts, standing: Standing | undefined): Message {
  const params = {
    snapshot: reference,
    at: manifest.point ?? manifest.startedAt,
    // What is stored, as lists and the result of the deletion say it.
    bytes: sumBytes(manifest.artifacts),
    grade: standing ? gradeOf(standing) : 'unproven',
  };
  return rows === undefined ? message('fact.deletes-uncounted', params) : message('fact.deletes', { ...params, rows });
}

function leftFact({ name, snapshots }: StackStanding, going: string[]): Message {
  const left = snapshots.filter(({ reference }) => !going.includes(reference));
  return message('fact.left', { stack: name, left: left.length, newest: left[0]?.reference ?? '' });
}
