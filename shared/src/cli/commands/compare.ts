import { type Cli, action, addCommand } from '../command.ts';
import { placeOf } from '../session.ts';

interface Options {
  exact?: boolean;
  all?: boolean;
  exitCode?: boolean;
  toHost?: string;
}

export function compare(cli: Cli): void {
  const { session } = cli;
  const { t } = session.words;
  addCommand(cli, 'compare', 'help.group.look')
    .argument('<A>', t('help.argument.side'))
    .argument('<B>', t('help.argument.side'))
    .option('--exact', t('help.option.exact'))
    .option('--all', t('help.option.all'))
    .option('--exit-code', t('help.option.exit-code'))
    .option('--to-host <HOST>', t('help.option.compare-to-host'))
    .action(
      action(cli, async (a: string, b: string, options: Options) => {
        const { exitCodes } = await import('../../model/exitCodes.ts');
        const { renderComparison } = await import('../../render/comparison.ts');
        const { signal, terminal, words } = session;
        const api = await session.api();
        const found = await api.compare(
          {
            ...placeOf(session.options),
            ...(options.toHost !== undefined && { toHost: options.toHost }),
            a,
            b,
            exact: options.exact === true || options.exitCode === true,
          },
          { signal },
        );
        if (session.options.json) session.json({ type: 'result', kind: 'comparison', data: found });
        else terminal.out.lines(...renderComparison(found, options.all ?? false, words, terminal.out));
        return options.exitCode && found.differs !== 'no' ? exitCodes.different : 0;
      }),
    );
}
