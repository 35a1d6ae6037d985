import { conduct } from '../conduct.ts';
import type { SubjectOf } from '../rows/row.ts';
import { chooseSnapshot, snapshotOptions } from '../restore/dialogue.ts';
import type { Row } from '../rows/row.ts';
import type { Session } from '../session.ts';
import { page } from '../documents.ts';
import { renderSnapshot } from '@longshore/shared/render/snapshots';
import { type Command, subjectOf } from './command.ts';

type Snapshot = Pick<SubjectOf<'snapshot'>, 'repo' | 'snapshot'>;

/** Commands on one snapshot: that of the row, or one that is asked for. */
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
  conduct(session, { operation: 'verify', repo, snapshot: snapshot.reference }),
);

export const drill = onSnapshot((session, { repo, snapshot }) =>
  conduct(session, { operation: 'drill', repo, snapshot: snapshot.reference }),
);

export const deleteSnapshot = onSnapshot((session, { repo, snapshot }) =>
  conduct(session, { operation: 'delete', repo, snapshots: [snapshot.reference] }),
);

export const showSnapshot = onSnapshot(async ({ api, documents, words }, { repo, snapshot }) => {
  const detail = await (await api()).snapshot({ repo, snapshot: snapshot.reference });
  await documents.showPage(snapshot.reference, renderSnapshot(detail, words, page));
});

const pinned = (value: boolean): Command =>
  onSnapshot(async ({ api, refresh }, { repo, snapshot }) => {
    await (await api()).pin({ repo, snapshot: snapshot.reference, pinned: value });
    refresh();
  });
export const pin = pinned(true);
export const unpin = pinned(false);
