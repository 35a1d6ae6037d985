import { Argument } from 'commander';
import { AppError } from '../../errors.ts';
import { Environment } from '../../model/environment.ts';
import { type Cli, action, addCommand } from '../command.ts';
import { hostOf } from '../session.ts';

export function mark(cli: Cli): void {
  const { session } = cli;
  const { t } = session.words;
  addCommand(cli, 'mark', 'help.group.look')
    .argument('<STACK>', t('help.argument.stack'))
    .addArgument(new Argument('[ENVIRONMENT]', t('help.argument.environment')).choices(Environment.options))
    .option('--clear', t('help.option.clear'))
    .action(
      action(cli, async (stack: string, environment: Environment | undefined, { clear }: { clear?: boolean }) => {
        if ((environment === undefined) !== (clear === true)) throw new AppError('usage.mark-one', {});
        const { options, terminal, words, signal } = session;
        const api = await session.api();
        const marked = await api.mark({ ...hostOf(options), stack, environment: environment ?? null }, { signal });
        if (options.json) session.json({ type: 'result', kind: 'mark', data: marked });
        else {
          const { renderMark } = await import('../render/mark.ts');
          terminal.out.lines(...renderMark(marked, clear === true, words, terminal.out));
        }
        return 0;
      }),
    );
}
