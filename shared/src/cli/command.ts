import { type Command, InvalidArgumentError, Option } from 'commander';
import type { MessageKey, Params } from '../text/message.ts';
import type { Session } from './session.ts';

/** Texts that take no parameters. */
export type PlainKey = { [K in MessageKey]: Params<K> extends Record<string, never> ? K : never }[MessageKey];
export type CommandName = Extract<PlainKey, `help.command.${string}`> extends `help.command.${infer N}` ? N : never;
export type Group = Extract<PlainKey, `help.group.${string}`>;

/** What a command's file gets to add itself to the program. */
export interface Cli {
  readonly program: Command;
  readonly session: Session;
  /** Set by the command that ran. */
  exitCode: number;
}

/** Adds a command to the program and returns it. Its help is `help.command.NAME` and `help.examples.NAME`. */
export function addCommand(cli: Cli, name: CommandName, group: Group): Command {
  return describe(cli, cli.program.command(name), name).helpGroup(cli.session.words.t(group));
}

/** Adds a subcommand to its parent and returns it: `list` to `host`, with the help of `host-list`. */
export function addSubcommand(cli: Cli, parent: Command, name: CommandName): Command {
  return describe(cli, parent.command(name.slice(parent.name().length + 1)), name);
}

function describe({ session: { words } }: Cli, command: Command, name: CommandName): Command {
  return command
    .description(words.t(`help.command.${name}`))
    .addHelpText('after', () => `\n${words.t('help.examples')}\n${words.t(`help.examples.${name}`)}`);
}

/**
 * Returns an option that may be given several times: its value is the list of all that was given, in order, and undefined when none
 * was. `key` is its help text.
 */
export function listOption(cli: Cli, flags: string, key: PlainKey): Option {
  return new Option(flags, cli.session.words.t(key)).argParser((value: string, before?: string[]) => [...(before ?? []), value]);
}

/** Returns the option `--watch`, whose value is a whole number of seconds, 0 among them, as requests have it. */
export function watchOption({ session: { words } }: Cli): Option {
  return new Option('--watch <SECONDS>', words.t('help.option.watch')).argParser((value: string): number => {
    if (/^\d{1,3}$/.test(value) && Number(value) <= 600) return Number(value);
    throw new InvalidArgumentError(words.t('help.invalid.watch'));
  });
}

/**
 * Returns a handler that runs the work of a command and keeps its exit code in {@link Cli.exitCode}. The handler rejects as the
 * work does.
 */
export const action =
  <A extends unknown[]>(cli: Cli, work: (...args: A) => Promise<number>) =>
  async (...args: A): Promise<void> => {
    cli.exitCode = await work(...args);
  };
