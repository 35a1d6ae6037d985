import type { Plan } from './plan.ts';

type Facts = Pick<Plan, 'facts'>;

/**
 * Returns the items that a plan puts beside what is there, by service. A service without any is not in the map. The plan's own
 * facts are the record: they say what was true when it was made, and a job's plan never changes.
 */
export const additionsOf = (plan: Facts): Map<string, string[]> => itemsBy(plan, 'fact.adds');

/**
 * Returns the items that an undo takes out of the live data with nothing in their place, by service. Empty for a plan that takes
 * out none.
 */
export const removalsOf = (plan: Facts): Map<string, string[]> => itemsBy(plan, 'fact.undo-removes');

function itemsBy({ facts }: Facts, key: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { params } of facts.filter((fact) => fact.key === key)) {
    const { service, items } = params;
    if (typeof service === 'string' && Array.isArray(items)) found.set(service, items.map(String));
  }
  return found;
}

const takes = new Set(['fact.replaces', 'fact.undo-replaces', 'fact.undo-removes']);

/**
 * Returns whether everything that a plan makes live comes beside what is there: nothing is replaced, so nothing is kept aside.
 * False for a plan that makes nothing live.
 */
export const onlyAdds = (plan: Facts): boolean => additionsOf(plan).size > 0 && !plan.facts.some(({ key }) => takes.has(key));
