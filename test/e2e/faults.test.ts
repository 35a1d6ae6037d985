import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCore } from '../../shared/src/core/core.ts';
import { type DockerProxy, type Held, startProxy } from '../support/proxy.ts';
import { type TestStack, openStack } from '../support/stack.ts';
import { type Window, type Workbench, openWorkbench } from '../support/workbench.ts';

/** Processes whose command line holds this text. */
async function processesWith(text: string): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return ids.filter((_, at) => lines[at]?.includes(text)).map(Number);
}

describe('the extension when something is lost', () => {
  let stack: TestStack;
  let proxy: DockerProxy;
  let workbench: Workbench;
  let window: Window;

  beforeAll(async () => {
    stack = await openStack('sample');
    proxy = await startProxy();
    await proxy.lose();
    const path = proxy.address.type === 'socket' ? proxy.address.path : '';
    workbench = await openWorkbench({
      folder: join(import.meta.dirname, '../stacks/sample'),
      env: { DOCKER_HOST: `unix://${path}` },
    });
    window = await workbench.window();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail' && !window.page.isClosed()) await window.picture(`failed-${task.id}`);
  });
  afterAll(async () => {
    await workbench?.[Symbol.asyncDispose]();
    await proxy?.[Symbol.asyncDispose]();
    await stack?.[Symbol.asyncDispose]();
  });

  const stackRow = (): ReturnType<Window['row']> => window.row('Stacks', new RegExp(`^${stack.project}`));

  /** A backup that stands still where it begins to read: after its freeze, which has a time limit of its own. */
  async function startHeldBackup(): Promise<Held> {
    const thaw = proxy.hold('it', /^POST \S*containers\/\w+\/unpause/);
    await window.press(stackRow(), 'Back Up');
    await thaw.reached;
    thaw.release();
    const read = proxy.hold('it', /^POST \S*containers\/\w+\/exec/);
    await read.reached;
    return read;
  }

  /** What the jobs of this workbench have written for their watchers. */
  async function journals(): Promise<string> {
    const folders = await readdir(join(workbench.dataDir, 'jobs'));
    return (await Promise.all(folders.map((id) => readFile(join(workbench.dataDir, 'jobs', id, 'journal.jsonl'), 'utf8')))).join(
      '',
    );
  }

  test('without an engine the view says what to do, and shows the stacks as soon as one answers', async () => {
    await window.tab.click();
    await window.page.getByText('No Docker Engine answers on this machine.').waitFor();
    await window.page.getByRole('button', { name: 'Look Again' }).waitFor();
    await window.picture('faults-1-no-docker');
    await proxy.restore();
    await stackRow().waitFor();
    expect(await window.page.getByText('No Docker Engine answers on this machine.').count()).toBe(0);
  });

  test('a backup is cancelled where it is shown, and everything is as it was', async () => {
    const before = await stack.states();
    const held = await startHeldBackup();
    const progress = window.toast(/Back up .*(Let them go on|Save)/);
    await progress.waitFor();
    await window.picture('faults-2-progress');
    await progress.getByRole('button', { name: 'Cancel' }).click();
    // A backup that may go on before it has heard of that would end well.
    await expect.poll(() => journals(), { timeout: 60_000 }).toContain('note.cancelling');
    held.release();
    await window.toast('Cancelled. What it had begun was taken back.').waitFor();
    expect(await stack.states()).toEqual(before);
  });

  test('a Docker that is lost in the middle is told by the view, and what it did to the job by its end', async () => {
    const before = await stack.states();
    const held = await startHeldBackup();
    await proxy.lose();
    held.release();
    await window.page.getByText('No Docker Engine answers on this machine.').waitFor();
    await window.picture('faults-3-lost');
    await proxy.restore();
    await stackRow().waitFor();
    await window.toast(/The connection to .* was cut in the middle of the work|No Docker Engine answers at/).waitFor();
    expect(await stack.states()).toEqual(before);
    await window.row('Jobs', /^Back up .*, failed/).waitFor();
    await window.picture('faults-4-back');
  });

  test('an engine process that was killed is started again when it is needed', async () => {
    const [engine] = await processesWith(join(workbench.profile, 'User/globalStorage'));
    if (engine === undefined) throw new Error('No engine runs.');
    process.kill(engine, 'SIGKILL');
    await expect.poll(() => processesWith(join(workbench.profile, 'User/globalStorage')), { timeout: 60_000 }).toHaveLength(1);
    await window.press(stackRow(), 'Back Up');
    await window.toast(/Saved /).waitFor();
  });

  test('a job is seen by every window, and outlives them and the extension that started it', async () => {
    // Before its freeze, which has a time limit of its own.
    const held = proxy.hold('it', /^POST \S*containers\/create\?\S*longshore-lock/);
    await window.press(stackRow(), 'Back Up');
    await held.reached;
    const other = await workbench.window();
    await other.tab.click();
    await other.row('Jobs', /^Back up .*, Reserve/).waitFor();
    await other.picture('faults-5-second-window');
    await window.page.close();
    await other.page.close();
    await rm(workbench.extensions, { recursive: true });
    held.release();
    const { dataDir } = workbench;
    await using core = await createCore({ places: { configFile: join(dataDir, 'none.yaml'), named: false, dataDir } });
    await expect
      .poll(async () => (await core.jobs({})).items[0], { timeout: 60_000 })
      .toMatchObject({ operation: 'backup', state: 'succeeded' });
  });
});
