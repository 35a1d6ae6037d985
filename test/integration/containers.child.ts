import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listen } from '../../shared/src/jobs/control.ts';
import { jobDir } from '../../shared/src/machine/dataFolder.ts';
import { ownerState, thisProcess } from '../../shared/src/machine/owner.ts';
import { Owner } from '../../shared/src/model/owner.ts';

/** Bundled into one file, for containers: works as a job in a data folder (`work`), or judges one that does (`judge`). */
const [what, dataDir = '', job = ''] = process.argv.slice(2);
const record = join(dataDir, `${job}.json`);
if (what === 'work') {
  await mkdir(jobDir(dataDir, job), { recursive: true, mode: 0o700 });
  const { folder } = await listen(dataDir, job, () => {});
  await writeFile(`${record}.part`, JSON.stringify(thisProcess(folder)));
  await rename(`${record}.part`, record);
  console.log('ready');
  process.on('SIGTERM', () => process.exit());
  setInterval(() => {}, 60_000);
} else {
  const owner = Owner.parse(JSON.parse(await readFile(record, 'utf8')));
  const { namespace: _, folder: __, ...old } = owner;
  console.log(await ownerState(what === 'judge-old' ? old : owner, dataDir));
}
