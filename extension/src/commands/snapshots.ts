import * as vscode from 'vscode';
import { runRequest } from '../runRequest.ts';
import type { SubjectOf } from '../rows/row.ts';
import { chooseSnapshot, snapshotOptions } from '../restore/dialogue.ts';
import type { Row } from '../rows/row.ts';
import type { Session } from '../session.ts';
import { type Option, chooseOne } from '../questions.ts';
import { type Command, subjectOf } from './command.ts';

type Snapshot = Pick<SubjectOf<'snapshot'>, 'repo' | 'snapshot'>;

/** Returns a command on one snapshot: that of the row, or one that the user is asked for when there is no row. */
const onSnapshot =
  (act: (session: Session, at: Snapshot) => Promise<void>): Command =>
  async (session, row) => {
    const at = subjectOf(row, 'snapshot') ?? (await choose(session, row));
    if (at) await act(session, at);
  };

async function choose(session: Session, row: Row | undefined): Promise<Snapshot | undefined> {
  if (row) return undefined;
  const { t } = session.words;
  const answer = await chooseSnapshot(t('pick.snapshot'), await snapshotOptions(session), { title: 'Longshore' }, session);
  return typeof answer === 'object' ? { repo: answer.given.repo, snapshot: answer.given.summary } : undefined;
}

export const verify = onSnapshot((session, { repo, snapshot }) =>
  runRequest(session, { operation: 'verify', repo, snapshot: snapshot.reference }),
);

export const drill = onSnapshot((session, { repo, snapshot }) =>
  runRequest(session, { operation: 'drill', repo, snapshot: snapshot.reference }),
);

export const deleteSnapshot = onSnapshot((session, { repo, snapshot }) =>
  runRequest(session, { operation: 'delete', repo, snapshots: [snapshot.reference] }),
);

export const showSnapshot = onSnapshot(async ({ panel }, { repo, snapshot }) =>
  panel.show({ screen: 'snapshot', repo, snapshot: snapshot.reference }),
);

/** Shows how sizes and durations went, backup by backup, of all stacks in the repository that have the name of the row's stack. */
export const showHistory: Command = async ({ panel }, row) => {
  const saved = subjectOf(row, 'saved-stack');
  const [newest] = saved?.snapshots ?? [];
  if (saved && newest) panel.show({ screen: 'history', repo: saved.repo, stack: newest.stack.name });
};

/**
 * Shows where a stored file is that the user chooses: in the system's own file manager, or, of a bucket and where there is none,
 * as a path in the clipboard.
 */
export const revealArtifact = onSnapshot(async ({ api, words }, { repo, snapshot }) => {
  const { t } = words;
  const open = await api();
  const [repositories, { manifest, folder }] = await Promise.all([
    open.repositories({}),
    open.snapshot({ repo, snapshot: snapshot.reference }),
  ]);
  const location = repositories.find(({ name }) => name === repo)?.location ?? '';
  const options = manifest.artifacts.map(({ service, name, key, bytes }, at, all): Option<string> => ({
    label: name,
    description: words.bytes(bytes),
    detail: key,
    icon: 'file',
    ...(all[at - 1]?.service !== service && { group: service }),
    value: key,
  }));
  const answer = await chooseOne(t('pick.artifact'), options, { title: snapshot.reference });
  if (typeof answer !== 'object') return;
  const path = `${location}/${folder}/${answer.given}`;
  const isHere = !path.startsWith('s3://') && vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (isHere) {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(path));
  } else {
    await vscode.env.clipboard.writeText(path);
    vscode.window.setStatusBarMessage(t('tell.path-copied', { path }), 5000);
  }
});

const pinned = (value: boolean): Command =>
  onSnapshot(async ({ api, refresh, panel }, { repo, snapshot }) => {
    await (await api()).pin({ repo, snapshot: snapshot.reference, pinned: value });
    panel.reload();
    refresh();
  });
export const pin = pinned(true);
export const unpin = pinned(false);
