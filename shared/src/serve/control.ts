import { join } from 'node:path';
import * as z from 'zod';
import * as socket from '../machine/controlSocket.ts';
import { AppError, fromErrorInfo, toErrorInfo } from '../errors.ts';
import { ErrorInfo } from '../model/error.ts';
import type { Access } from './access.ts';
import type { Audit } from './audit.ts';
import { Grant, Link, SessionSummary, longestName } from './model.ts';
import { linkMark } from './wire.ts';

/** What the command line asks of a server of this user: its administrator sits at the machine. */
const Question = z.discriminatedUnion('do', [
  z.object({ do: z.literal('ping') }),
  z.object({ do: z.literal('link'), grant: Grant }),
  z.object({ do: z.literal('sessions') }),
  z.object({ do: z.literal('revoke'), who: z.string() }),
]);
type Question = z.infer<typeof Question>;

const place = (dataDir: string): string => socket.socketPath(join(dataDir, 'serve'));

/**
 * Listens to the command line until it is disposed. Rejects with `conflict.serving` when a server of this data folder answers
 * already, with `denied.socket-folder` when the folder of its socket is another user's or others may write there. `origin` begins
 * the links.
 */
export async function openControl(dataDir: string, access: Access, audit: Audit, origin: string): Promise<AsyncDisposable> {
  if ((await socket.ask(place(dataDir), { do: 'ping' } satisfies Question)) !== undefined) {
    throw new AppError('conflict.serving', {});
  }
  const answer = async (question: Question): Promise<object> => {
    switch (question.do) {
      case 'ping':
        return { ok: true };
      case 'link': {
        await audit.write({ what: 'link', ...question.grant });
        const { secret, until } = access.link(question.grant);
        return { link: { ...question.grant, url: `${origin}/#${linkMark}${secret}`, until } };
      }
      case 'sessions':
        return { sessions: access.sessions() };
      case 'revoke': {
        const ended = access.revoke(question.who);
        for (const { id, name, role } of ended) await audit.write({ what: 'revoked', name, role, session: id });
        return { sessions: ended };
      }
    }
  };
  return socket.listen(place(dataDir), async (asked): Promise<object> => {
    try {
      return await answer(Question.parse(asked));
    } catch (error) {
      return { error: toErrorInfo(error) };
    }
  });
}

/**
 * Resolves with the answer of the server of this data folder. Rejects with `not-found.serving` when none answers within 2
 * seconds, though it may have done what was asked, and with the error that the server answers.
 */
async function askServer<T extends z.ZodType>(dataDir: string, question: Question, answer: T): Promise<z.output<T>> {
  const said = await socket.ask(place(dataDir), question);
  if (said === undefined) throw new AppError('not-found.serving', {});
  const failed = z.object({ error: ErrorInfo }).safeParse(said);
  if (failed.success) throw fromErrorInfo(failed.data.error);
  return answer.parse(said);
}

const Sessions = z.object({ sessions: z.array(SessionSummary) });

/**
 * Resolves with a new link of the server of this data folder. Rejects with `usage.link-name` for a name that is empty or longer
 * than 80 characters, with `not-found.serving` when no server answers within 2 seconds, with `storage-failed.audit` when the link
 * cannot be written down.
 */
export async function makeLink(dataDir: string, grant: Grant): Promise<Link> {
  if (!Grant.safeParse(grant).success) throw new AppError('usage.link-name', { longest: longestName });
  return (await askServer(dataDir, { do: 'link', grant }, z.object({ link: Link }))).link;
}

/**
 * Resolves with the sessions of that server, or an empty list. Rejects with `not-found.serving` when none answers in 2 seconds.
 */
export const listSessions = async (dataDir: string): Promise<SessionSummary[]> =>
  (await askServer(dataDir, { do: 'sessions' }, Sessions)).sessions;

/**
 * Ends one session by its id, or all of a person with their links, at once, and resolves with them, or an empty list when there
 * was none. Rejects with `not-found.serving` when no server answers within 2 seconds: they may have ended; and with
 * `storage-failed.audit` when the end cannot be written down: they have ended nevertheless.
 */
export const revokeSessions = async (dataDir: string, who: string): Promise<SessionSummary[]> =>
  (await askServer(dataDir, { do: 'revoke', who }, Sessions)).sessions;
