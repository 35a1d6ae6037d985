import { nameAmong } from '@longshore/shared/model/stackId';
import type { StackAt } from './rows/row.ts';
import type { Session } from './session.ts';

export interface FoundStack extends StackAt {
  /** On the host that is used when none is named. */
  usual: boolean;
}

/**
 * Resolves with the stacks with data, on the hosts that are used: the default one and those of the configuration. One that does
 * not answer is skipped, so that the list is empty when none of several answers. Where it is the only one, this rejects as its
 * call does, as it does when the hosts cannot be listed.
 */
export async function stacksEverywhere({ api }: Pick<Session, 'api'>): Promise<FoundStack[]> {
  const open = await api();
  const hosts = (await open.hosts({})).filter(({ default: usual, source }) => usual || source === 'configuration');
  const each = await Promise.allSettled(
    hosts.map(async ({ name: host, default: usual }) => {
      const all = await open.stacks({ host });
      return all
        .filter(({ services }) => services.length > 0)
        .map((stack): FoundStack => ({ host, name: nameAmong(all, stack), stack, usual }));
    }),
  );
  const [only] = each;
  if (each.length === 1 && only?.status === 'rejected') throw only.reason;
  return each.flatMap((found) => (found.status === 'fulfilled' ? found.value : []));
}
