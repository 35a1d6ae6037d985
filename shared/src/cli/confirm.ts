import { createInterface } from 'node:readline';
import { AppError } from '../errors.ts';
import type { Plan } from '../model/plan.ts';
import { message } from '../text/message.ts';
import type { Session } from './session.ts';

/**
 * Resolves with the confirmation that a plan wants: true, or its text. Unless it wants none, the user is asked on the terminal,
 * and `--yes` answers for scripts. Rejects before anything is touched: with `usage.needs-yes` where neither can answer, as under
 * `--json` alone, with `cancelled.not-confirmed` on any other answer, with `cancelled.by-user` on Ctrl-C.
 */
export async function confirm(session: Session, plan: Plan): Promise<boolean | string> {
  const { options, terminal, words, signal } = session;
  const wanted = plan.confirm;
  if (wanted.level === 'none') return true;
  if (options.yes) return wanted.level === 'type' ? wanted.text : true;
  if (options.json || !terminal.interactive) {
    throw new AppError('usage.needs-yes', {}, { hint: message('hint.yes', { plan: plan.id }) });
  }
  const { style } = terminal.err;
  if (wanted.level === 'type') {
    const answer = await ask(session, `${words.t('ask.type', { text: wanted.text })} `, signal);
    if (answer === wanted.text) return answer;
  } else {
    const answer = await ask(session, `${style.strong(words.t('ask.click'))} ${words.t('ask.yes-no')} `, signal);
    if (answer !== undefined && words.t('ask.yes-words').split(' ').includes(answer.toLowerCase())) return true;
  }
  throw new AppError('cancelled.not-confirmed', {});
}

/**
 * Resolves with one line from the terminal, without spaces around it, or undefined at the end of input. Rejects with
 * `cancelled.by-user` when the signal is aborted.
 */
async function ask({ terminal }: Session, question: string, signal: AbortSignal): Promise<string | undefined> {
  terminal.err.write(question);
  // Not in raw mode: the terminal edits the line, and Ctrl-C stays a signal.
  const lines = createInterface({ input: terminal.input, terminal: false });
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      const abort = (): void => reject(new AppError('cancelled.by-user', {}));
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      lines.once('line', (line) => resolve(line.trim()));
      lines.once('close', () => resolve(undefined));
    });
  } catch (error) {
    terminal.err.lines('');
    throw error;
  } finally {
    lines.close();
    terminal.input.pause();
  }
}
