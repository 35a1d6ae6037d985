import { type Cli, action, addCommand } from '../command.ts';
import { placeOf } from '../session.ts';

export function verify(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'verify', 'help.group.prove')
    .argument('<SNAPSHOT>', session.words.t('help.argument.snapshot'))
    .action(
      action(cli, async (snapshot: string) => {
        const { runRequest } = await import('../runRequest.ts');
        return runRequest(session, { operation: 'verify', ...placeOf(session.options), snapshot });
      }),
    );
}
