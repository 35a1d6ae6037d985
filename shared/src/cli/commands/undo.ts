import { type Cli, action, addCommand, listOption } from '../command.ts';

export function undo(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'undo', 'help.group.restore')
    .argument('<JOB>', session.words.t('help.argument.job'))
    .addOption(listOption(cli, '-s, --service <SERVICE>', 'help.option.service'))
    .action(
      action(cli, async (job: string, options: { service?: string[] }) => {
        const { runRequest } = await import('../runRequest.ts');
        return runRequest(session, { operation: 'undo', job, ...(options.service && { services: options.service }) });
      }),
    );
}
