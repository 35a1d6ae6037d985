import { type Cli, action, addCommand } from '../command.ts';
import { hostOf } from '../session.ts';

export function recover(cli: Cli): void {
  const { session } = cli;
  const { t } = session.words;
  addCommand(cli, 'recover', 'help.group.jobs')
    .argument('[JOB]', t('help.argument.interrupted-job'))
    .option('--take-over <MACHINE>', t('help.option.take-over'))
    .action(
      action(cli, async (job: string | undefined, options: { takeOver?: string }) => {
        const { runRequest } = await import('../runRequest.ts');
        return runRequest(session, {
          operation: 'recover',
          ...hostOf(session.options),
          ...(job !== undefined && { job }),
          ...(options.takeOver !== undefined && { takeOver: options.takeOver }),
        });
      }),
    );
}
