import { type Cli, action, addCommand } from '../command.ts';

export function run(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'run', 'help.group.jobs')
    .argument('<PLAN>', session.words.t('help.argument.plan'))
    .action(
      action(cli, async (id: string) => {
        const { runPlan } = await import('../runRequest.ts');
        const api = await session.api();
        return runPlan(session, await api.planned({ id }, { signal: session.signal }));
      }),
    );
}
