import { resolve } from 'node:path';
import { type Cli, action, addCommand } from '../command.ts';
import { repoOf } from '../session.ts';

export function importSnapshot(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'import', 'help.group.keep')
    .argument('<FOLDER>', session.words.t('help.argument.import-folder'))
    .action(
      action(cli, async (folder: string) => {
        const { runRequest } = await import('../runRequest.ts');
        return runRequest(session, { operation: 'import', ...repoOf(session.options), folder: resolve(folder) });
      }),
    );
}
