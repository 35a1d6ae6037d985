import * as vscode from 'vscode';
import { AppError, toErrorInfo } from '@longshore/shared/errors';
import type { ErrorInfo } from '@longshore/shared/model/error';
import type { HintKey, MessageKey } from '@longshore/shared/text/message';
import type { Session } from './session.ts';

/** A button of a notification. */
export interface Offer {
  title: string;
  /** Does what the button says. What it rejects with is shown as an error. */
  run: () => Thenable<unknown>;
}

/** Shows what went wrong, and what to do about it, and returns at once. What the user has cancelled is no news: it is not shown. */
export function fail(session: Pick<Session, 'words' | 'log'>, thrown: unknown): void {
  if (AppError.is(thrown, 'cancelled')) return;
  tellError(session, toErrorInfo(thrown));
}

/**
 * Shows and logs an error, with buttons for `offers`, which do what the hint advises, and returns at once. What a chosen one
 * rejects with is shown in the same way.
 */
export function tellError(session: Pick<Session, 'words' | 'log'>, error: ErrorInfo, offers: Offer[] = []): void {
  const { words, log } = session;
  const said = [error.message, ...(error.hint ? [error.hint] : [])].map((message) => words.say(message)).join(' ');
  log.error(said, error.detail ?? '');
  const command = commands[error.hint?.key ?? ''];
  const all: Offer[] = [
    ...offers,
    ...(command ? [{ title: words.t(command.title), run: () => vscode.commands.executeCommand(command.name) }] : []),
    ...(error.detail === undefined ? [] : [{ title: words.t('do.show-log'), run: async () => log.show() }]),
  ];
  const asked = vscode.window.showErrorMessage(said, ...all.map(({ title }) => title));
  void take(session, asked, all);
}

/** Does what was chosen of what a notification offered, or nothing when nothing was. Never rejects: what fails is shown. */
export async function take(
  session: Pick<Session, 'words' | 'log'>,
  asked: Thenable<string | undefined>,
  offers: Offer[],
): Promise<void> {
  try {
    const chosen = await asked;
    await offers.find(({ title }) => title === chosen)?.run();
  } catch (error) {
    fail(session, error);
  }
}

/** Commands that do what a hint advises. */
const commands: Record<string, { title: MessageKey; name: string }> = {
  'hint.recover': { title: 'do.recover', name: 'longshore.recover' },
  'hint.up-or-forget': { title: 'do.recover', name: 'longshore.recover' },
  'hint.start-docker': { title: 'manifest.command.add-host', name: 'longshore.addHost' },
} satisfies Partial<Record<HintKey, { title: MessageKey; name: string }>>;
