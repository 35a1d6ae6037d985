import { type Cli, action, addCommand } from '../command.ts';
import { repoOf } from '../session.ts';

export const pin = (cli: Cli): void => addPin(cli, 'pin', true);
export const unpin = (cli: Cli): void => addPin(cli, 'unpin', false);

function addPin(cli: Cli, name: 'pin' | 'unpin', pinned: boolean): void {
  const { session } = cli;
  addCommand(cli, name, 'help.group.keep')
    .argument('<SNAPSHOT>', session.words.t('help.argument.snapshot'))
    .action(
      action(cli, async (snapshot: string) => {
        const { signal, terminal, words, options } = session;
        const api = await session.api();
        const done = await api.pin({ ...repoOf(options), snapshot, pinned }, { signal });
        if (options.json) session.json({ type: 'result', kind: 'pin', data: done });
        else terminal.out.lines(words.t(pinned ? 'pin.pinned' : 'pin.unpinned', { snapshot: done.reference }));
        return 0;
      }),
    );
}
