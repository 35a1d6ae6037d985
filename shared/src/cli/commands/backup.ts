import { InvalidArgumentError, Option } from 'commander';
import { type Cli, action, addCommand, listOption } from '../command.ts';
import { placeOf } from '../session.ts';

interface Options {
  service?: string[];
  item?: string[];
  exclude?: string[];
  mode?: 'online' | 'freeze' | 'stop';
  keepGoing?: boolean;
  counts: boolean;
  maxFreeze?: number;
}

export function backup(cli: Cli): void {
  const { session } = cli;
  const { t } = session.words;
  addCommand(cli, 'backup', 'help.group.save')
    .argument('<STACK>', t('help.argument.stack'))
    .addOption(listOption(cli, '-s, --service <SERVICE>', 'help.option.service'))
    .addOption(listOption(cli, '-i, --item <ITEM>', 'help.option.item'))
    .addOption(listOption(cli, '-x, --exclude <SERVICE>', 'help.option.exclude'))
    .addOption(new Option('--mode <MODE>', t('help.option.mode')).choices(['online', 'freeze', 'stop']))
    .addOption(new Option('--max-freeze <SECONDS>', t('help.option.max-freeze')).argParser(seconds))
    .option('--no-counts', t('help.option.no-counts'))
    .option('--keep-going', t('help.option.keep-going'))
    .action(
      action(cli, async (stack: string, options: Options) => {
        const { runRequest } = await import('../runRequest.ts');
        return runRequest(session, {
          operation: 'backup',
          ...placeOf(session.options),
          stack,
          ...(options.service && { services: options.service }),
          ...(options.item && { items: options.item }),
          ...(options.exclude && { exclude: options.exclude }),
          ...(options.mode && { mode: options.mode }),
          keepGoing: options.keepGoing ?? false,
          counts: options.counts,
          ...(options.maxFreeze !== undefined && { maxFreezeSeconds: options.maxFreeze }),
        });
      }),
    );

  function seconds(text: string): number {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
    throw new InvalidArgumentError(t('help.invalid.seconds'));
  }
}
