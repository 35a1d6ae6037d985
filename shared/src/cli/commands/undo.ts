import { type Cli, action, addCommand, listOption, watchOption } from '../command.ts';

export function undo(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'undo', 'help.group.restore')
    .argument('<JOB>', session.words.t('help.argument.job'))
    .addOption(listOption(cli, '-s, --service <SERVICE>', 'help.option.service'))
    .addOption(watchOption(cli))
    .action(
      action(cli, async (job: string, options: { service?: string[]; watch?: number }) => {
        const { runRequest } = await import('../runRequest.ts');
        return runRequest(session, {
          operation: 'undo',
          job,
          ...(options.service && { services: options.service }),
          ...(options.watch !== undefined && { watchSeconds: options.watch }),
        });
      }),
    );
}
