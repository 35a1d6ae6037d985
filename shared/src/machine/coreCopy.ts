import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** A copy that no core was started from for so long is out of use. */
const unusedDays = 30;

/**
 * Resolves with the folder of the core that came with this version of a face, copied there once: an update of the face, or its end,
 * leaves it alone, because jobs outlive the editor or app that started them, and load parts of it late. Removes copies that were
 * not used for 30 days. Rejects with what the system says.
 */
export async function coreCopy(shipped: string, build: string, folder: string): Promise<string> {
  const copy = join(folder, build);
  const now = new Date();
  try {
    await utimes(copy, now, now);
  } catch {
    await make(shipped, copy, folder);
  }
  await dropUnused(folder, build);
  return copy;
}

async function make(shipped: string, copy: string, folder: string): Promise<void> {
  const draft = join(folder, `.${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  await cp(shipped, draft, { recursive: true });
  // An archive does not always keep it.
  await chmod(join(draft, 'longshore-askpass'), 0o700);
  await rename(draft, copy).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    // Another window was faster.
    if (!(await exists(copy))) throw error;
  });
}

async function dropUnused(folder: string, build: string): Promise<void> {
  const oldest = Date.now() - unusedDays * 86_400_000;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const known = await stat(path).catch(() => undefined);
    if (name !== build && known && known.mtimeMs < oldest) await rm(path, { recursive: true, force: true });
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
