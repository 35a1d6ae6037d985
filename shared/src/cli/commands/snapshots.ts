import { type Cli, action, addCommand } from '../command.ts';
import { repoOf } from '../session.ts';

export function snapshots(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'snapshots', 'help.group.look')
    .argument('[STACK]', session.words.t('help.argument.snapshots-stack'))
    .action(
      action(cli, async (stack: string | undefined) => {
        const { allPages } = await import('../pages.ts');
        const { renderSnapshots } = await import('../../render/snapshots.ts');
        const { signal, terminal, words, options } = session;
        const api = await session.api();
        const filter = { ...repoOf(options), ...(stack !== undefined && { stack }) };
        const found = await allPages((page) => api.snapshots({ ...filter, ...page }, { signal }));
        if (options.json) session.json({ type: 'result', kind: 'snapshots', data: found });
        else terminal.out.lines(...renderSnapshots(found.items, words, terminal.out));
        if (!options.json) terminal.err.lines(...found.warnings.map((warning) => terminal.err.style.warn(words.say(warning))));
        return 0;
      }),
    );
}
