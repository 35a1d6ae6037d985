import * as vscode from 'vscode';
import { AppError, toErrorInfo } from '@longshore/shared/errors';
import type { ErrorInfo } from '@longshore/shared/model/error';
import type { Session } from './session.ts';

/** Says what went wrong, and what to do about it. What somebody has cancelled is no news to them. */
export function fail(session: Pick<Session, 'words' | 'log'>, thrown: unknown): void {
  if (AppError.is(thrown, 'cancelled')) return;
  tellError(session, toErrorInfo(thrown));
}

export function tellError({ words, log }: Pick<Session, 'words' | 'log'>, error: ErrorInfo): void {
  const said = [error.message, ...(error.hint ? [error.hint] : [])].map((message) => words.say(message)).join(' ');
  log.error(said, error.detail ?? '');
  const show = words.t('do.show-log');
  void vscode.window.showErrorMessage(said, ...(error.detail === undefined ? [] : [show])).then((answer) => {
    return answer === show ? log.show() : undefined;
  });
}
