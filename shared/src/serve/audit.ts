import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { AppError } from '../errors.ts';

/** One act of a user, done or tried. Free of secrets, like the contract whose calls it names. */
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
  /** Writes one entry, and resolves once it is on disk. Rejects with `storage-failed.audit`: part or all may be there then. */
  write(entry: AuditEntry): Promise<void>;
}

/**
 * Does an act between its two lines in the audit, and settles as the act does. Rejects with `storage-failed.audit` when the line
 * before cannot be written: then nothing is done. What is done is done: a line after it that cannot be written is no failure.
 * `resultOf` returns what that line says of the result.
 */
export async function audited<T>(
  audit: Audit,
  by: Pick<AuditEntry, 'name' | 'role' | 'session' | 'method'>,
  params: unknown,
  act: () => Promise<T>,
  resultOf: (result: T) => Pick<AuditEntry, 'result'>,
): Promise<T> {
  await audit.write({ what: 'before', ...by, params });
  const after = (outcome: string, more: Pick<AuditEntry, 'result'> = {}): Promise<void> =>
    audit.write({ what: 'after', ...by, outcome, ...more }).catch(() => undefined);
  try {
    const result = await act();
    await after('done', resultOf(result));
    return result;
  } catch (error) {
    await after(AppError.is(error) ? error.code : 'internal');
    throw error;
  }
}

export interface AuditLimits {
  /** Bytes after which a file is put aside and a new one begun. */
  bytes: number;
  /** How many of those that were put aside are kept. */
  files: number;
}

const usual: AuditLimits = { bytes: 10e6, files: 20 };

/**
 * Resolves with the audit in a file that only its owner reads: a line of JSON for each entry, in the order of the calls. One that
 * is full is put aside beside it (`audit-TIME-….jsonl`), whose names sort by time, and the oldest of those are removed. Rejects
 * with `storage-failed.audit` when the file cannot be opened.
 */
export async function openAudit(file: string, limits: AuditLimits = usual): Promise<Audit> {
  const failed = (cause: unknown): AppError =>
    new AppError('storage-failed.audit', { file, problem: cause instanceof Error ? cause.message : String(cause) }, { cause });
  const begun = mkdir(dirname(file), { recursive: true, mode: 0o700 }).then(() => begin(file));
  let current = await begun.catch((cause: unknown) => {
    throw failed(cause);
  });
  /** The last line was cut short by a crash or a full disk: what comes next must not be glued to it. */
  let torn = await isTorn(current).catch((cause: unknown) => {
    throw failed(cause);
  });
  let tail: Promise<void> = Promise.resolve();

  const append = async (line: string): Promise<void> => {
    const { size, nlink } = await current.stat();
    // A file without a name was put aside by another process and dropped, or removed by hand: the line would be lost.
    if (nlink === 0 || size + Buffer.byteLength(line) > limits.bytes) {
      const next = await turned(current, file, limits);
      if (next === current && nlink === 0) throw new Error('the file is gone, and no new one can be begun');
      if (next !== current) torn = false;
      current = next;
    }
    const text = torn ? `\n${line}` : line;
    torn = true;
    await current.appendFile(text);
    torn = false;
    await current.datasync();
  };
  return {
    write(entry) {
      const line = `${JSON.stringify({ v: 1, time: new Date().toISOString(), ...entry })}\n`;
      const written = tail
        .then(() => append(line))
        .catch((cause: unknown) => {
          throw failed(cause);
        });
      tail = written.catch(() => undefined);
      return written;
    },
    async [Symbol.asyncDispose]() {
      await tail;
      await current.close();
    },
  };
}

async function begin(file: string): Promise<FileHandle> {
  const handle = await open(file, 'a+', 0o600);
  await handle.chmod(0o600);
  return handle;
}

async function isTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== '\n';
}

/**
 * Resolves with the file that the next line goes into. Every line that was written is in one file throughout: the full one gets
 * another name before a new one is begun. Where that fails, or the full one holds no line yet, it goes on.
 */
async function turned(full: FileHandle, file: string, { files }: AuditLimits): Promise<FileHandle> {
  const [held, named] = await Promise.all([full.stat(), stat(file).catch(() => undefined)]);
  // An empty file is not put aside for a line that is longer than all of it may be.
  if (held.size === 0 && held.nlink > 0) return full;
  try {
    // Another process has put it aside already.
    if (held.ino === named?.ino) await rename(file, await nextName(file));
  } catch {
    return full;
  }
  const next = await begin(file).catch(() => undefined);
  if (!next) return full;
  // Nothing from here on is worth a line: what is left behind goes another time.
  await full.close().catch(() => undefined);
  await onDisk(dirname(file)).catch(() => undefined);
  await dropOldest(file, files).catch(() => undefined);
  return next;
}

/**
 * Resolves with the files that were put aside, in the order of their names, each with the time at which it was, in milliseconds
 * since 1970. Rejects when the folder cannot be read.
 */
async function putAside(file: string): Promise<{ name: string; time: number }[]> {
  const stem = basename(file, extname(file));
  const pattern = new RegExp(
    `^${stem}-(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)(\\d{3})Z-[0-9a-f]{6}\\${extname(file)}$`,
  );
  const found = (await readdir(dirname(file))).toSorted().map((name) => ({ name, parts: pattern.exec(name) }));
  return found.flatMap(({ name, parts }) => {
    if (!parts) return [];
    const [, year, month, day, hour, minute, second, rest] = parts.map(Number);
    return [{ name, time: Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, rest) }];
  });
}

/**
 * Resolves with a path for the full file: its name is behind all others, also after a clock was set back, and no other process
 * takes it in the same moment. Rejects as {@link putAside} does.
 */
async function nextName(file: string): Promise<string> {
  const last = (await putAside(file)).at(-1)?.time ?? 0;
  const stamp = new Date(Math.max(Date.now(), last + 1)).toISOString().replaceAll(/[-:.]/g, '');
  const stem = basename(file, extname(file));
  return join(dirname(file), `${stem}-${stamp}-${randomBytes(3).toString('hex')}${extname(file)}`);
}

async function dropOldest(file: string, keep: number): Promise<void> {
  const all = await putAside(file);
  for (const { name } of all.slice(0, Math.max(0, all.length - keep))) {
    // One that cannot be removed keeps no other.
    await rm(join(dirname(file), name), { force: true }).catch(() => undefined);
  }
}

/** Has the names in a folder written to disk, too. Resolves also where that cannot be done: some systems cannot be asked for it. */
async function onDisk(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
