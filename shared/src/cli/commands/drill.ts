import { type Cli, action, addCommand, listOption } from '../command.ts';
import { placeOf } from '../session.ts';

interface Options {
  service?: string[];
  image?: string;
  without?: string[];
}

export function drill(cli: Cli): void {
  const { session } = cli;
  const { t } = session.words;
  addCommand(cli, 'drill', 'help.group.prove')
    .argument('<SNAPSHOT>', t('help.argument.snapshot'))
    .addOption(listOption(cli, '-s, --service <SERVICE>', 'help.option.service'))
    .option('--image <IMAGE>', t('help.option.image'))
    .addOption(listOption(cli, '--without <OBJECT>', 'help.option.without'))
    .action(
      action(cli, async (snapshot: string, options: Options) => {
        const { runRequest } = await import('../runRequest.ts');
        return runRequest(session, {
          operation: 'drill',
          ...placeOf(session.options),
          snapshot,
          ...(options.service && { services: options.service }),
          ...(options.image !== undefined && { image: options.image }),
          ...(options.without && { without: options.without }),
        });
      }),
    );
}
