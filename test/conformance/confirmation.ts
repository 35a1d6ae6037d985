import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Api } from '../../shared/src/api/contract.ts';
import type { Plan } from '../../shared/src/model/plan.ts';
import { connect } from '../../shared/src/api/rpc.ts';
import { endOf } from '../support/core.ts';
import { backup, open as openRepository, shop, temporaryFolder } from '../support/snapshots.ts';
import type { Transport } from './api.ts';

/** What no face can weaken, whichever transport it comes by: a plan is run confirmed, once, in time, and as it was shown. */
export function describeConfirmation(name: string, open: (dataDir: string) => Promise<Transport>): void {
  describe(`plans over ${name}`, () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let transport: Transport;
    let api: Api;
    let plan: Plan;
    beforeEach(async () => {
      folder = await temporaryFolder();
      await using repository = await openRepository(join(folder.path, 'repository'));
      await backup(repository);
      transport = await open(folder.path);
      api = await connect(transport.channel);
      plan = await api.plan({ operation: 'verify', snapshot: 'shop/latest' });
    });
    afterEach(async () => {
      await transport[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    });

    /** The plan with other parts, as if it had been made so. */
    const alter = async (parts: Partial<Plan>): Promise<void> => {
      const file = join(folder.path, 'plans', `${plan.id}.json`);
      await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, 'utf8')) as Plan), ...parts }));
    };
    const before = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
    const refused = async (confirm: boolean | string, id = plan.id): Promise<string> =>
      api.run({ plan: id, confirm }).then(
        () => 'ran',
        (error: { key: string }) => error.key,
      );

    test.each<[Plan['confirm'], (boolean | string)[]]>([
      [{ level: 'click' }, [false, '']],
      [{ level: 'type', text: 'shop' }, [false, true, '', 'Shop', 'shop ', 'sho']],
    ])('%j: nothing weaker starts it, and it stays there to be confirmed', async (confirm, answers) => {
      await alter({ confirm });
      for (const answer of answers) expect([answer, await refused(answer)]).toEqual([answer, 'usage.not-confirmed']);
      await expect(api.run({ plan: plan.id } as never)).rejects.toMatchObject({ key: 'usage.rpc-params' });
      expect((await api.jobs({})).items).toEqual([]);
      const { job } = await api.run({ plan: plan.id, confirm: confirm.level === 'type' ? confirm.text : true });
      expect(await endOf(api, job)).toMatchObject({ type: 'ended' });
    });

    test('it runs once, also when it is confirmed twice at the same time', async () => {
      const answers = await Promise.allSettled([1, 2].map(() => api.run({ plan: plan.id, confirm: true })));
      const [job] = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.job] : []));
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(answers).toContainEqual({
        status: 'rejected',
        reason: expect.objectContaining({ key: 'not-found.plan' }) as unknown,
      });
      expect(await refused(true)).toBe('not-found.plan');
      await endOf(api, job ?? '');
      expect((await api.jobs({})).items).toHaveLength(1);
    });

    test('it expires', async () => {
      await alter({ expiresAt: before(1) });
      expect(await refused(true)).toBe('not-found.plan');
    });

    test('it is refused when what it was made of has changed', async () => {
      await alter({ createdAt: before(60) });
      // What `latest` was when it was shown is not the latest any more.
      await using repository = await openRepository(join(folder.path, 'repository'));
      await backup(repository);
      expect(await refused(true)).toBe('stale-plan.changed');
    });

    test('it is refused at once when the stack is marked otherwise than it was shown', async () => {
      await alter({ stack: shop, environment: 'dev', confirm: { level: 'click' } });
      expect(await refused(true)).toBe('stale-plan.changed');
      await writeFile(join(folder.path, 'config.yaml'), 'version: 1\nstacks: { shop: { environment: dev } }\n');
      expect(await refused(false)).toBe('usage.not-confirmed');
    });

    test.each(['', '..', '../jobs/x', 'a/b', 'A', 'x'.repeat(100), '\n'])('there is no plan %j', async (id) => {
      expect(await refused(true, id)).toBe('not-found.plan');
    });
  });
}
