import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../errors.ts';

/** One thing that somebody did, or tried to. Free of secrets, like the contract whose calls it names. */
export interface AuditEntry {
  /** Writes leave two lines: `before`, and `after` with how it went. */
  what: 'link' | 'sign-in' | 'revoked' | 'ended' | 'refused' | 'before' | 'after';
  name: string;
  role: string;
  session?: string;
  method?: string;
  params?: unknown;
  /** `done`, or the code of the error. */
  outcome?: string;
  /** What came of it: the plan, the job. */
  result?: unknown;
}

export interface Audit extends AsyncDisposable {
  /** Resolves once the line is on disk. Rejects with `storage-failed`: what cannot be written down is not done. */
  write(entry: AuditEntry): Promise<void>;
}

/** A file that only grows and only its owner reads: a line of JSON for each entry. */
export async function openAudit(file: string): Promise<Audit> {
  const failed = (cause: unknown): AppError =>
    new AppError('storage-failed.audit', { file, problem: cause instanceof Error ? cause.message : String(cause) }, { cause });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600).catch((cause: unknown) => {
    throw failed(cause);
  });
  await handle.chmod(0o600);
  return {
    async write(entry) {
      try {
        await handle.appendFile(`${JSON.stringify({ v: 1, time: new Date().toISOString(), ...entry })}\n`);
        await handle.datasync();
      } catch (cause) {
        throw failed(cause);
      }
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
