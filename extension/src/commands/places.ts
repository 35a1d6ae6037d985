import * as vscode from 'vscode';
import type { RepositoryConfig } from '@longshore/shared/model/repository';
import { renderHost } from '@longshore/shared/render/hosts';
import { renderReport } from '@longshore/shared/render/repositories';
import { withProgress } from '../conduct.ts';
import { page } from '../documents.ts';
import { type Answer, chooseOne, typeText } from '../questions.ts';
import type { Session } from '../session.ts';
import type { Command } from './command.ts';

/** Tried out before it is written into the configuration; what was found is shown when it cannot be used. */
export const addHost: Command = async (session) => {
  const { api, words, documents, refresh } = session;
  const { t } = words;
  const title = t('manifest.command.add-host');
  const address = textOf(await typeText(t('ask.host-address'), needed(session), { title, step: { at: 1, of: 2 } }));
  if (address === undefined) return;
  const [, suggested = address] = /^[a-z]+:\/\/(?:[^@/]*@)?([^:/]+)/.exec(address) ?? [];
  const frame = { title, step: { at: 2, of: 2 }, value: suggested };
  const name = textOf(await typeText(t('ask.host-name'), needed(session), frame));
  if (name === undefined) return;
  const report = await withProgress(t('tell.trying', { name: address }), async (signal) =>
    (await api()).addHost({ name, address }, { signal }),
  );
  if (report.added) void vscode.window.showInformationMessage(t('tell.host-added', { host: name }));
  else await documents.showPage(name, [...renderHost(report, words, page), '', t('host.not-added', { host: name })]);
  refresh();
};

export const addRepository: Command = async (session) => {
  const { api, words, documents, refresh } = session;
  const { t } = words;
  const config = await askPlace(session);
  if (!config) return;
  const place = config.type === 'folder' ? config.path : config.bucket;
  const suggested = place.split(/[/\\]/).findLast((part) => part !== '') ?? '';
  const frame = { title: t('manifest.command.add-repository'), value: suggested };
  const name = textOf(await typeText(t('ask.repository-name'), needed(session), frame));
  if (name === undefined) return;
  const report = await withProgress(t('tell.trying', { name: place }), async (signal) =>
    (await api()).addRepository({ name, config }, { signal }),
  );
  if (report.ok)
    void vscode.window.showInformationMessage(t('repo.passed', { location: report.location, passed: report.passed }));
  else await documents.showPage(name, [...renderReport(report, words, page), '', t('repo.not-added', { name })]);
  refresh();
};

async function askPlace(session: Session): Promise<RepositoryConfig | undefined> {
  const { t } = session.words;
  const title = t('manifest.command.add-repository');
  const kind = await chooseOne<RepositoryConfig['type']>(
    t('ask.repository-kind'),
    [
      { label: t('ask.repository-folder'), detail: t('ask.repository-folder-detail'), icon: 'folder', value: 'folder' },
      { label: t('ask.repository-bucket'), detail: t('ask.repository-bucket-detail'), icon: 'cloud', value: 's3' },
    ],
    { title },
  );
  if (typeof kind !== 'object') return undefined;
  if (kind.given === 'folder') {
    const openLabel = t('ask.repository-folder-choose');
    const [folder] = (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel })) ?? [];
    return folder && { type: 'folder', path: folder.fsPath };
  }
  const bucket = textOf(await typeText(t('ask.bucket'), needed(session), { title }));
  if (bucket === undefined) return undefined;
  const endpoint = textOf(await typeText(t('ask.endpoint'), () => undefined, { title }));
  if (endpoint === undefined) return undefined;
  return { type: 's3', bucket, ...(endpoint !== '' && { endpoint }) };
}

const textOf = (answer: Answer<string>): string | undefined => (typeof answer === 'object' ? answer.given.trim() : undefined);

const needed =
  ({ words }: Session) =>
  (text: string): string | undefined =>
    text.trim() === '' ? words.t('pick.empty') : undefined;
