import { type Cli, action, addCommand } from '../command.ts';
import { repoOf } from '../session.ts';

export function show(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'show', 'help.group.look')
    .argument('<SNAPSHOT>', session.words.t('help.argument.snapshot'))
    .action(
      action(cli, async (snapshot: string) => {
        const { renderSnapshot } = await import('../../render/snapshots.ts');
        const { signal, terminal, words, options } = session;
        const api = await session.api();
        const found = await api.snapshot({ ...repoOf(options), snapshot }, { signal });
        if (options.json) session.json({ type: 'result', kind: 'snapshot', data: found });
        else terminal.out.lines(...renderSnapshot(found, words, terminal.out));
        return 0;
      }),
    );
}
