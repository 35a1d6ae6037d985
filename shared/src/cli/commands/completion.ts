import { Argument } from 'commander';
import { type Cli, action, addCommand } from '../command.ts';

export function completion(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'completion', 'help.group.look')
    .addArgument(new Argument('<SHELL>', session.words.t('help.argument.shell')).choices(['bash', 'zsh', 'fish']))
    .action(
      action(cli, async (shell: 'bash' | 'zsh' | 'fish') => {
        const { scripts } = await import('../completion.ts');
        session.terminal.out.write(scripts[shell]);
        return 0;
      }),
    );
}
