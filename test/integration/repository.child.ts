import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownerState, thisProcess } from '../../shared/src/machine/owner.ts';
import { folderStorage } from '../../shared/src/storage/folder.ts';
import type { Storage } from '../../shared/src/storage/storage.ts';
import { backup, ctx, open } from '../support/snapshots.ts';
import { wrapStorage } from '../support/wrapStorage.ts';

/** A process that makes, deletes or cleans up a snapshot, and dies at a given change of the storage. */
const [root = '', task = '', number = '0', moment = ''] = process.argv.slice(2);

const die = async (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => {});
};

async function* half(body: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of body as AsyncIterable<Buffer>) {
    yield chunk.subarray(0, Math.ceil(chunk.length / 2));
    // Time enough for it to reach the file.
    await sleep(30);
    await die();
  }
}

function dying(storage: Storage): Storage {
  let changes = 0;
  const change = async <T>(work: (fatal: boolean) => Promise<T>): Promise<T> => {
    changes += 1;
    const fatal = changes === Number(number);
    if (fatal && moment === 'before') await die();
    const result = await work(fatal && moment === 'during');
    if (fatal && moment === 'after') await die();
    return result;
  };
  return wrapStorage(storage, {
    put: (key, body, signal, options) =>
      change((fatal) => storage.put(key, fatal ? Readable.from(half(body)) : body, signal, options)),
    delete: (key, signal) => change(() => storage.delete(key, signal)),
    sweep: (prefix, signal, before) => change(() => storage.sweep(prefix, signal, before)),
  });
}

await using repository = await open(dying(folderStorage(root)), (owner) => ownerState(owner, root));
const by = { job: 'job-2', owner: thisProcess() };
if (task === 'delete') await repository.delete(await repository.find('shop/latest', ctx), by, ctx);
else if (task === 'backup') await backup(repository, { owner: thisProcess(), startedAt: new Date('2026-02-18T00:00:00Z') });
else await repository.clean(ctx);
