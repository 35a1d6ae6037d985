import { Command, Help, Option } from 'commander';
import { exitCodes } from '../model/exitCodes.ts';
import type { Cli } from './command.ts';
import { backup } from './commands/backup.ts';
import { cancel } from './commands/cancel.ts';
import { compare } from './commands/compare.ts';
import { complete } from './commands/complete.ts';
import { completion } from './commands/completion.ts';
import { deleteSnapshots } from './commands/delete.ts';
import { copy } from './commands/copy.ts';
import { drill } from './commands/drill.ts';
import { host } from './commands/host.ts';
import { forget } from './commands/forget.ts';
import { importSnapshot } from './commands/import.ts';
import { jobs } from './commands/jobs.ts';
import { pin, unpin } from './commands/pin.ts';
import { mark } from './commands/mark.ts';
import { recover } from './commands/recover.ts';
import { repo } from './commands/repo.ts';
import { restore } from './commands/restore.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { show } from './commands/show.ts';
import { snapshots } from './commands/snapshots.ts';
import { status } from './commands/status.ts';
import { undo } from './commands/undo.ts';
import { verify } from './commands/verify.ts';
import type { Session } from './session.ts';

const commands = [
  status,
  snapshots,
  show,
  compare,
  backup,
  verify,
  drill,
  restore,
  copy,
  undo,
  pin,
  unpin,
  deleteSnapshots,
  importSnapshot,
  forget,
  mark,
  jobs,
  run,
  cancel,
  recover,
  host,
  repo,
  serve,
  completion,
  complete,
];

/**
 * Returns the whole command line. Parsing it runs the command and rejects as that does, or with a CommanderError: for a wrong or
 * no command, and for `--help` and `--version`, which are written by then. Nothing heavy is loaded before a command asks for it.
 */
export function buildProgram(session: Session, version: string): Cli {
  const { t } = session.words;
  const { configFile, dataDir } = session.places;
  const program = new Command('longshore');
  const cli: Cli = { program, session, exitCode: 0 };
  program
    .description(t('help.program'))
    .version(version, '-V, --version', t('help.option.version'))
    .helpOption('-h, --help', t('help.option.help'))
    .helpCommand(false)
    .addOption(new Option('--host <HOST>', t('help.option.host')))
    .addOption(new Option('--repo <REPOSITORY>', t('help.option.repo')))
    .addOption(new Option('-n, --dry-run', t('help.option.dry-run')))
    .addOption(new Option('-y, --yes', t('help.option.yes')))
    .addOption(new Option('--json', t('help.option.json')))
    .addOption(new Option('--lang <LANGUAGE>', t('help.option.lang')).choices(['en', 'de']))
    .addHelpText('after', () =>
      ['', exitCodeHelp(session), '', t('help.places', { configFile, dataDir }), '', t('help.more')].join('\n'),
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => session.terminal.out.write(text),
      // Errors come as exceptions, in our own words.
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(session.terminal.out.width, widest),
      getOutHasColors: () => true,
    })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (text) => session.terminal.out.style.strong(titles[text] ? t(titles[text]) : text),
      optionDescription: ({ description }) => description,
      argumentDescription: ({ description }) => description,
      formatHelp: (command, help) =>
        command === program ? formatProgram(program, help, session) : Help.prototype.formatHelp.call(help, command, help),
    });
  for (const add of commands) add(cli);
  return cli;
}

const widest = 90;

/** Returns the help of the whole program as text: what there is to do comes first, what is common to all of it after that. */
function formatProgram(program: Command, help: Help, { terminal: { out }, words: { t } }: Session): string {
  const { style } = out;
  help.helpWidth = Math.min(out.width, widest);
  const groups = Map.groupBy(help.visibleCommands(program), (command) => command.helpGroup());
  const options = help.visibleOptions(program);
  const width = Math.max(
    ...options.map((option) => help.optionTerm(option).length),
    ...program.commands.map((command) => termOf(command).length),
  );
  const item = (term: string, about: string): string => help.formatItem(style.name(term), width, about, help);
  return [
    `${style.strong(t('help.usage'))} longshore COMMAND [OPTIONS]`,
    '',
    help.boxWrap(program.description(), help.helpWidth),
    ...[...groups].flatMap(([title, commands]) => [
      '',
      style.strong(title),
      ...commands.map((command) => item(termOf(command), command.description())),
    ]),
    '',
    style.strong(t('help.global-options')),
    ...options.map((option) => item(help.optionTerm(option), help.optionDescription(option))),
    '',
  ].join('\n');
}

const termOf = (command: Command): string =>
  [
    command.name(),
    ...(command.commands.length > 0 ? [command.commands.map((each) => each.name()).join('|')] : []),
    ...command.registeredArguments.map((argument) => {
      const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
      return argument.required ? name : `[${name}]`;
    }),
  ].join(' ');

const titles: Record<string, 'help.usage' | 'help.arguments' | 'help.options' | 'help.global-options' | 'help.commands'> = {
  'Usage:': 'help.usage',
  'Arguments:': 'help.arguments',
  'Options:': 'help.options',
  'Global Options:': 'help.global-options',
  'Commands:': 'help.commands',
};

function exitCodeHelp({ words: { t }, terminal }: Session): string {
  const codes = Object.entries(exitCodes).map(([code, number]) => `${number} ${code}`);
  const lines: string[] = [];
  let line = ' ';
  for (const code of [`0 ${t('help.exit-ok')}`, ...codes]) {
    if (`${line} ${code},`.length > Math.min(terminal.out.width, 80)) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${code},`;
  }
  return [terminal.out.style.strong(t('help.exit-codes')), ...lines, line.replace(/,$/, '')].join('\n');
}
