import type { ParamsOf } from '@longshore/shared/api/contract';
import { kinds } from '@longshore/shared/model/kinds';
import type { SnapshotSummary } from '@longshore/shared/model/manifest';
import type { ServiceKind } from '@longshore/shared/model/service';
import { type Chosen, restoreRequest, targetsFor } from '@longshore/shared/model/restoreChoices';
import type { FoundStack } from '../stacks.ts';

/** Something in a snapshot that can be restored by itself. */
export interface Part {
  service: string;
  item: string;
}

/** The same, as the snapshot says it. */
export interface SavedPart extends Part {
  kind: ServiceKind;
}

export interface Target {
  /** The default one when absent. */
  host?: string;
  /** As it is called there. */
  name: string;
  /** The stack that the snapshot was made of. */
  same: boolean;
}

/** What was answered until now, question by question. */
export interface Choices {
  snapshot?: { repo: string; summary: SnapshotSummary };
  what?: Part[];
  where?: Target;
  /** Null: under the name that it has. */
  name?: string | null;
  how?: 'staged' | 'in-place';
}
export type Question = keyof Choices;

/** What is known of what there is to choose. */
export interface Known {
  parts: SavedPart[];
  targets: Target[];
}

/** What a snapshot holds, and the stacks that there are. */
export interface Learnt {
  parts: SavedPart[];
  stacks: FoundStack[];
}

/**
 * Returns what is left to choose after these choices: only stacks that have a service of each kind that was chosen, that of the
 * snapshot first, the others by name, and none before a snapshot is chosen.
 */
export function knownOf({ parts, stacks }: Learnt, { snapshot, what = parts }: Choices): Known {
  if (!snapshot) return { parts, targets: [] };
  const services = what.map(({ service }) => service);
  const byName = stacks.toSorted((a, b) => a.name.localeCompare(b.name));
  const targets = targetsFor(snapshot.summary, services, byName).map(({ to: { host, usual, name }, same }): Target => ({
    ...(!usual && { host }),
    name,
    same,
  }));
  return { parts, targets };
}

const order: Question[] = ['snapshot', 'what', 'where', 'name', 'how'];

/**
 * Returns the questions that these choices lead through, in their order, answered or not: always `snapshot`; `what` and `where` when
 * there are several; `name` for one part alone that can get one; `how` unless it gets a new name. An answer may add or remove later
 * ones.
 */
export function questions(choices: Choices, known: Known): Question[] {
  return order.filter((question) => {
    switch (question) {
      case 'snapshot':
        return true;
      case 'what':
        return known.parts.length > 1;
      case 'where':
        return known.targets.length > 1;
      case 'name':
        return takesNewName(choices, known);
      case 'how':
        return choices.name === undefined || choices.name === null;
    }
  });
}

/** Returns whether one item is chosen, of a service that can hold it under another name. */
function takesNewName(choices: Choices, known: Known): boolean {
  const [only, ...others] = chosenParts(choices, known);
  const saved = known.parts.find(({ service }) => service === only?.service);
  return saved !== undefined && others.length === 0 && kinds[saved.kind].parts;
}

/** Returns the first question that has no answer yet, or undefined when all have one. */
export const nextQuestion = (choices: Choices, known: Known): Question | undefined =>
  questions(choices, known).find((question) => choices[question] === undefined);

/** Returns the choices as they were before that question: what was answered after it depended on it. */
export function before(choices: Choices, question: Question): Choices {
  const kept = order.slice(0, order.indexOf(question));
  return Object.fromEntries(Object.entries(choices).filter(([key]) => kept.includes(key as Question)));
}

/** Returns the request that these choices mean. Without `where` it is for the first target that is known. */
export function requestOf(choices: Choices, known: Known): ParamsOf<'plan'> {
  const { snapshot, where: target = known.targets[0], name, how } = choices;
  return {
    ...restoreRequest({
      repo: snapshot?.repo ?? '',
      snapshot: snapshot?.summary.reference ?? '',
      what: selection(chosenParts(choices, known), known.parts),
      target,
      as: name ?? undefined,
    }),
    inPlace: how === 'in-place',
  };
}

const chosenParts = ({ what }: Choices, { parts }: Known): Part[] => what ?? parts;

/**
 * Returns what of a snapshot is named in the request. Everything is not: undefined, which is the shorter command line and stays so.
 * Neither are items where every service that is chosen is chosen whole.
 */
function selection(chosen: Part[], all: Part[]): Chosen['what'] {
  if (chosen.length === all.length) return undefined;
  const services = [...new Set(chosen.map(({ service }) => service))];
  const whole = all.filter(({ service }) => services.includes(service)).length === chosen.length;
  return whole ? { services } : { items: chosen };
}
