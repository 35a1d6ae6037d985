import { type Command, CommanderError } from 'commander';
import { AppError, toErrorInfo } from '../errors.ts';

import { message } from '../text/message.ts';
import { exitCodeOf } from './exit.ts';
import { renderError } from '../render/error.ts';
import type { Session } from './session.ts';
import { suggestionFor } from './suggest.ts';

/**
 * Writes what went wrong to standard error, or as a line of `--json`, and resolves with its exit code: 0 for help and version,
 * which were asked for. Never rejects.
 */
export async function fail(thrown: unknown, session: Session, program: Command): Promise<number> {
  // Help and version were asked for, and have been printed.
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
  if (thrown instanceof CommanderError && thrown.code === 'commander.help') {
    // A group without a command was meant as a question: which are there?
    const group = program.commands.find((command) => command.name() === program.args[0]);
    (group ?? program).outputHelp();
    return 0;
  }
  const error = toErrorInfo(inOurWords(thrown, session));
  const { terminal, words, options } = session;
  if (options.json) {
    session.json({ type: 'result', kind: 'error', data: { ...error, text: words.say(error.message) } });
  } else {
    const suggestion = await suggestionFor(error, session, program);
    terminal.err.lines(...renderError(error, words, terminal.err), ...suggestion);
  }
  return exitCodeOf(error.code);
}

function inOurWords(thrown: unknown, { signal }: Session): unknown {
  if (thrown instanceof CommanderError) return usageError(thrown);
  // Whatever broke when Ctrl-C was pressed broke because of it.
  return signal.aborted && !AppError.is(thrown) ? new AppError('cancelled.by-user', {}) : thrown;
}

/** Returns what Commander found wrong as a `usage` error. Commander says it only inside an English sentence. */
function usageError({ code, message: sentence }: CommanderError): AppError {
  const [, name = ''] = /'([^']*)'/.exec(sentence) ?? [];
  const [, similar] = /Did you mean (?:one of )?([^?]*)\?/.exec(sentence) ?? [];
  const hint = {
    hint: similar === undefined ? message('hint.help', {}) : message('hint.did-you-mean', { names: similar.split(', ') }),
  };
  switch (code) {
    case 'commander.unknownCommand':
      return new AppError('usage.unknown-command', { command: name }, hint);
    case 'commander.unknownOption':
      return new AppError('usage.unknown-option', { option: name }, hint);
    case 'commander.missingArgument':
    case 'commander.missingMandatoryOptionValue':
      return new AppError('usage.missing-argument', { argument: name }, hint);
    case 'commander.optionMissingArgument':
      return new AppError('usage.missing-value', { option: name }, hint);
    case 'commander.excessArguments':
      return new AppError('usage.excess-arguments', {}, hint);
    case 'commander.invalidArgument': {
      const found = invalidOption.exec(sentence) ?? invalidArgument.exec(sentence);
      const { name: what = '', value = '', allowed = '' } = found?.groups ?? {};
      return new AppError('usage.invalid-value', { name: what, value, allowed }, hint);
    }
    default:
      return new AppError('usage.other', { problem: sentence.replace(/^error: /, '') }, hint);
  }
}

const allowed = String.raw`\. (?:Allowed choices are )?(?<allowed>[^]*?)\.?$`;
const invalidOption = new RegExp(`option '(?<name>.*?)' argument '(?<value>[^]*)' is invalid${allowed}`);
const invalidArgument = new RegExp(`value '(?<value>[^]*)' is invalid for argument '(?<name>.*?)'${allowed}`);
