import { type Cli, action, addCommand } from '../command.ts';

export function forget(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'forget', 'help.group.keep')
    .argument('<REPOSITORY>', session.words.t('help.argument.gone-repository'))
    .action(
      action(cli, async (repo: string) => {
        const { signal, terminal, words, options } = session;
        const api = await session.api();
        const done = await api.forgetRepository({ repo }, { signal });
        if (options.json) session.json({ type: 'result', kind: 'forgotten', data: done });
        else terminal.out.lines(words.t('forget.done', done));
        return 0;
      }),
    );
}
