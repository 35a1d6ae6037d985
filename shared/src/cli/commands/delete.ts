import { type Cli, action, addCommand } from '../command.ts';
import { repoOf } from '../session.ts';

export function deleteSnapshots(cli: Cli): void {
  const { session } = cli;
  const { t } = session.words;
  addCommand(cli, 'delete', 'help.group.keep')
    .argument('<SNAPSHOT...>', t('help.argument.snapshot'))
    .option('--force', t('help.option.force-delete'))
    .action(
      action(cli, async (snapshots: string[], options: { force?: boolean }) => {
        const { runRequest } = await import('../runRequest.ts');
        const force = options.force ?? false;
        return runRequest(session, { operation: 'delete', ...repoOf(session.options), snapshots, force });
      }),
    );
}
