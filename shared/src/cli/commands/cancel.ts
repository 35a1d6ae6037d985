import { type Cli, action, addCommand } from '../command.ts';

export function cancel(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'cancel', 'help.group.jobs')
    .argument('<JOB>', session.words.t('help.argument.job'))
    .action(
      action(cli, async (job: string) => {
        const api = await session.api();
        const { signal } = session;
        await api.cancel({ job }, { signal });
        if (!session.options.json) session.terminal.err.lines(session.words.t('cancel.asked', { job }));
        for await (const event of api.events({ job }, { signal })) if (event.type === 'ended') break;
        signal.throwIfAborted();
        const summary = await api.job({ job }, { signal });
        if (session.options.json) session.json({ type: 'result', kind: 'job', data: summary });
        else
          session.terminal.out.lines(session.words.t('cancel.ended', { job, state: session.words.t(`state.${summary.state}`) }));
        return 0;
      }),
    );
}
