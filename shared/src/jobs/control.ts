import * as z from 'zod';
import * as socket from '../machine/controlSocket.ts';
import type { Owner } from '../model/owner.ts';
import { controlSocketOf, ensureFolderId, jobDir } from '../machine/dataFolder.ts';
import type { LedgerState } from './ledger.ts';

const Request = z.object({ do: z.enum(['ping', 'cancel']) });

/** A job's socket, at which it answers `ping` and `cancel`. */
export interface Control extends AsyncDisposable {
  readonly path: string;
  /** What the owner's record must say of the data folder, so that the process can be proven dead by its socket. */
  readonly folder: Owner['folder'];
}

/**
 * Resolves with the job's socket, once it listens in the job's folder, for as long as this process lives. Where that takes no
 * sockets, is another user's or others may write there, or the data folder has no id, it listens until it is disposed in a place
 * of this machine, from which no death can be concluded. Rejects with `denied.socket-folder` when others may write there, too, or
 * with what the system says.
 */
export async function listen(dataDir: string, job: string, onCancel: () => void): Promise<Control> {
  const answer = (question: unknown): unknown => {
    const request = Request.safeParse(question);
    if (request.success && request.data.do === 'cancel') onCancel();
    return { ok: request.success, pid: process.pid };
  };
  const id = await ensureFolderId(dataDir);
  const inFolder = controlSocketOf(dataDir, job);
  const held = id === undefined ? undefined : await socket.hold(inFolder, answer).catch(() => undefined);
  if (id !== undefined && held) {
    const folder = { id, socket: { job, ...held } };
    return { path: inFolder, folder, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const path = socket.socketPath(jobDir(dataDir, job));
  const listening = await socket.listen(path, answer);
  return {
    path,
    folder: id === undefined ? undefined : { id },
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}

/**
 * Asks a job. Resolves with whether a process answers, whatever it says. False when none does within two seconds, and where the
 * socket's folder is another user's or others may write there.
 */
export async function ask(
  dataDir: string,
  { owner: { owner, socket: path } }: LedgerState,
  request: z.infer<typeof Request>,
): Promise<boolean> {
  // The folder may have another path here than in the container that the job runs in.
  const place = owner.folder?.socket ? controlSocketOf(dataDir, owner.folder.socket.job) : path;
  return (await socket.ask(place, request)) !== undefined;
}
