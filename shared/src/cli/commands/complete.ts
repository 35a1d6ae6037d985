import { type Cli, action } from '../command.ts';

/** Adds the hidden command that the shells' completion scripts call with the words of the command line so far. */
export function complete(cli: Cli): void {
  cli.program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .action(
      action(cli, async (typed: string[]) => {
        const { completionsFor } = await import('../completion.ts');
        const found = await completionsFor(cli.program, cli.session, typed);
        cli.session.terminal.out.lines(...found);
        return 0;
      }),
    );
}
