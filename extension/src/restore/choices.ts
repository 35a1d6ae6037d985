import type { ParamsOf } from '@longshore/shared/api';
import type { SnapshotSummary } from '@longshore/shared/model/manifest';
import { isSameStack } from '@longshore/shared/model/stackId';
import type { FoundStack } from '../stacks.ts';

/** Something in a snapshot that can be restored by itself. */
export interface Part {
  service: string;
  item: string;
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
  parts: Part[];
  targets: Target[];
}

/** Stacks that have a service of one of its kinds; the one that the snapshot was made of comes first. */
export function targetsFor({ stack, services }: SnapshotSummary, everywhere: FoundStack[]): Target[] {
  return everywhere
    .filter((at) => services.some(({ kind }) => at.stack.services.some((service) => service.kind === kind)))
    .map(({ host, name, stack: { id }, usual }): Target => ({
      ...(!usual && { host }),
      name,
      same: isSameStack(id, stack),
    }))
    .toSorted((a, b) => Number(b.same) - Number(a.same) || a.name.localeCompare(b.name));
}

const order: Question[] = ['snapshot', 'what', 'where', 'name', 'how'];

/** The questions that these choices lead through, answered or not. What has only one answer is not asked. */
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
        return chosenParts(choices, known).length === 1;
      case 'how':
        return choices.name === undefined || choices.name === null;
    }
  });
}

/** The first question that has no answer yet. */
export const nextQuestion = (choices: Choices, known: Known): Question | undefined =>
  questions(choices, known).find((question) => choices[question] === undefined);

/** As it was before that question; what was answered after it depended on it. */
export function before(choices: Choices, question: Question): Choices {
  const kept = order.slice(0, order.indexOf(question));
  return Object.fromEntries(Object.entries(choices).filter(([key]) => kept.includes(key as Question)));
}

/** The request that these choices mean. Everything is not named: it is the shorter command line, and stays so. */
export function restoreRequest(choices: Choices, known: Known): ParamsOf<'plan'> {
  const { snapshot, name, how } = choices;
  const chosen = chosenParts(choices, known);
  const target = choices.where ?? known.targets[0];
  return {
    operation: 'restore',
    snapshot: snapshot?.summary.reference ?? '',
    ...(snapshot && { repo: snapshot.repo }),
    ...(target?.host !== undefined && { host: target.host }),
    ...(target && !target.same && { to: target.name }),
    ...selection(chosen, known.parts),
    ...(name !== undefined && name !== null && { as: name }),
    inPlace: how === 'in-place',
  };
}

const chosenParts = ({ what }: Choices, { parts }: Known): Part[] => what ?? parts;

function selection(chosen: Part[], all: Part[]): { services?: string[]; items?: string[] } {
  if (chosen.length === all.length) return {};
  const services = [...new Set(chosen.map(({ service }) => service))];
  const whole = all.filter(({ service }) => services.includes(service)).length === chosen.length;
  return whole ? { services } : { items: chosen.map(({ service, item }) => `${service}/${item}`) };
}
