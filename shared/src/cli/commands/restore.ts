import { type Cli, action, addCommand, listOption, watchOption } from '../command.ts';
import { placeOf } from '../session.ts';

interface Options {
  to?: string;
  service?: string[];
  item?: string[];
  as?: string;
  inPlace?: boolean;
  safety: boolean;
  owner: boolean;
  privileges: boolean;
  without?: string[];
  watch?: number;
}

export function restore(cli: Cli): void {
  const { session } = cli;
  const { t } = session.words;
  addCommand(cli, 'restore', 'help.group.restore')
    .argument('<SNAPSHOT>', t('help.argument.snapshot'))
    .option('--to <STACK>', t('help.option.to'))
    .addOption(listOption(cli, '-s, --service <SERVICE>', 'help.option.service'))
    .addOption(listOption(cli, '-i, --item <ITEM>', 'help.option.item'))
    .option('--as <NAME>', t('help.option.as'))
    .option('--in-place', t('help.option.in-place'))
    .option('--no-safety', t('help.option.no-safety'))
    .option('--no-owner', t('help.option.no-owner'))
    .option('--no-privileges', t('help.option.no-privileges'))
    .addOption(listOption(cli, '--without <OBJECT>', 'help.option.without'))
    .addOption(watchOption(cli))
    .action(
      action(cli, async (snapshot: string, options: Options) => {
        const { runRequest } = await import('../runRequest.ts');
        return runRequest(session, {
          operation: 'restore',
          ...placeOf(session.options),
          snapshot,
          ...(options.to !== undefined && { to: options.to }),
          ...(options.service && { services: options.service }),
          ...(options.item && { items: options.item }),
          ...(options.as !== undefined && { as: options.as }),
          inPlace: options.inPlace ?? false,
          ...(!options.safety && { noSafety: true }),
          noOwner: !options.owner,
          noPrivileges: !options.privileges,
          ...(options.without && { without: options.without }),
          ...(options.watch !== undefined && { watchSeconds: options.watch }),
        });
      }),
    );
}
