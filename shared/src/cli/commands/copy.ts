import { type Cli, action, addCommand, watchOption } from '../command.ts';

interface Options {
  to: string;
  toHost?: string;
  as?: string;
  owner: boolean;
  privileges: boolean;
  watch?: number;
}

export function copy(cli: Cli): void {
  const { session } = cli;
  const { t } = session.words;
  addCommand(cli, 'copy', 'help.group.restore')
    .argument('<SOURCE...>', t('help.argument.source'))
    .requiredOption('--to <TARGET>', t('help.option.copy-to'))
    .option('--to-host <HOST>', t('help.option.to-host'))
    .option('--as <NAME>', t('help.option.copy-as'))
    .option('--no-owner', t('help.option.copy-no-owner'))
    .option('--no-privileges', t('help.option.copy-no-privileges'))
    .addOption(watchOption(cli))
    .action(
      action(cli, async (sources: string[], options: Options) => {
        const { runRequest } = await import('../runRequest.ts');
        const { readSources, readTarget } = await import('../copying.ts');
        const { host } = session.options;
        return runRequest(session, {
          operation: 'copy',
          ...readSources(sources),
          ...readTarget(options.to),
          ...(host !== undefined && { host }),
          ...(options.toHost !== undefined && { toHost: options.toHost }),
          ...(options.as !== undefined && { as: options.as }),
          noOwner: !options.owner,
          noPrivileges: !options.privileges,
          ...(options.watch !== undefined && { watchSeconds: options.watch }),
        });
      }),
    );
}
