import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { RepositoryConfig } from '@longshore/shared/model/repository';
import { renderError } from '@longshore/shared/render/error';
import { renderHost } from '@longshore/shared/render/hosts';
import { renderReport } from '@longshore/shared/render/repositories';
import { withProgress } from '../runRequest.ts';
import { page } from '../documents.ts';
import { type Answer, chooseOne, typeText } from '../questions.ts';
import type { Secrets } from '../secrets.ts';
import type { Session } from '../session.ts';
import type { Command } from './command.ts';

/**
 * Asks for a host, and tries it out before it is written into the configuration. What was found is shown when it cannot be used.
 */
export const addHost: Command = async (session) => {
  const { api, words, documents, secrets, refresh } = session;
  const { t } = words;
  const title = t('manifest.command.add-host');
  const address = textOf(await typeText(t('ask.host-address'), needed(session), { title }));
  if (address === undefined) return;
  const login = address.startsWith('ssh://') ? await askLogin(session) : {};
  if (!login) return;
  const [, suggested = address] = /^[a-z]+:\/\/(?:[^@/]*@)?([^:/]+)/.exec(address) ?? [];
  const name = textOf(await typeText(t('ask.host-name'), needed(session), { title, value: suggested }));
  if (name === undefined) return;
  await using kept = keeping(secrets);
  const password = login.password === undefined ? {} : { password: await kept.keep(`hosts.${name}`, 'password', login.password) };
  const report = await withProgress(t('tell.trying', { name: address }), async (signal) =>
    (await api()).addHost({ name, address, ...password }, { signal }),
  );
  if (report.added) {
    kept.forGood();
    void vscode.window.showInformationMessage(t('tell.host-added', { host: name }));
  } else {
    await documents.showPage(name, [...renderHost(report, words, page), '', t('host.not-added', { host: name })]);
  }
  refresh();
};

async function askLogin(session: Session): Promise<{ password?: string } | undefined> {
  const { t } = session.words;
  const title = t('manifest.command.add-host');
  const how = await chooseOne<'usual' | 'password'>(
    t('ask.login'),
    [
      { label: t('ask.login-usual'), detail: t('ask.login-usual-detail'), icon: 'key', value: 'usual' },
      { label: t('ask.login-password'), detail: t('ask.login-password-detail'), icon: 'lock', value: 'password' },
    ],
    { title },
  );
  if (typeof how !== 'object') return undefined;
  if (how.given === 'usual') return {};
  const password = textOf(await typeText(t('ask.password'), needed(session), { title, secret: true }));
  return password === undefined ? undefined : { password };
}

/**
 * Asks for a repository, and tries it out before it is written into the configuration. What was found is shown when it cannot be
 * used.
 */
export const addRepository: Command = async (session) => {
  const { api, words, documents, secrets, refresh } = session;
  const { t } = words;
  const asked = await askPlace(session);
  if (!asked) return;
  const { config, keys } = asked;
  const place = config.type === 'folder' ? config.path : config.bucket;
  const suggested = place.split(/[/\\]/).findLast((part) => part !== '') ?? '';
  const frame = { title: t('manifest.command.add-repository'), value: suggested };
  const name = textOf(await typeText(t('ask.repository-name'), needed(session), frame));
  if (name === undefined) return;
  await using kept = keeping(secrets);
  const credentials = keys && {
    credentials: {
      accessKeyId: await kept.keep(`repositories.${name}`, 'accessKeyId', keys.id),
      secretAccessKey: await kept.keep(`repositories.${name}`, 'secretAccessKey', keys.secret),
    },
  };
  const report = await withProgress(t('tell.trying', { name: place }), async (signal) =>
    (await api()).addRepository({ name, config: { ...config, ...credentials } }, { signal }),
  );
  if (report.ok) {
    kept.forGood();
    void vscode.window.showInformationMessage(t('repo.passed', { location: report.location, passed: report.passed }));
  } else {
    const { error } = report;
    const wrong = error ? renderError(error, words, page) : [];
    await documents.showPage(name, [...renderReport(report, words, page), ...wrong, '', t('repo.not-added', { name })]);
  }
  refresh();
};

/** Keys of a bucket as they were typed. */
interface Keys {
  id: string;
  secret: string;
}

async function askPlace(session: Session): Promise<{ config: RepositoryConfig; keys?: Keys } | undefined> {
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
    return folder && { config: { type: 'folder', path: folder.fsPath } };
  }
  const bucket = textOf(await typeText(t('ask.bucket'), needed(session), { title }));
  if (bucket === undefined) return undefined;
  const endpoint = textOf(await typeText(t('ask.endpoint'), () => undefined, { title }));
  if (endpoint === undefined) return undefined;
  const config: RepositoryConfig = { type: 's3', bucket, ...(endpoint !== '' && { endpoint }) };
  const how = await chooseOne<'found' | 'typed'>(
    t('ask.credentials'),
    [
      { label: t('ask.credentials-found'), detail: t('ask.credentials-found-detail'), icon: 'key', value: 'found' },
      { label: t('ask.credentials-typed'), detail: t('ask.login-password-detail'), icon: 'lock', value: 'typed' },
    ],
    { title },
  );
  if (typeof how !== 'object') return undefined;
  if (how.given === 'found') return { config };
  const id = textOf(await typeText(t('ask.access-key'), needed(session), { title }));
  if (id === undefined) return undefined;
  const secret = textOf(await typeText(t('ask.secret-key'), needed(session), { title, secret: true }));
  return secret === undefined ? undefined : { config, keys: { id, secret } };
}

interface Keeping extends AsyncDisposable {
  /** Keeps a secret of a host or a repository, and resolves with its reference. Rejects as the keychain does. */
  keep(of: string, what: string, secret: string): Promise<string>;
  forGood(): void;
}

/**
 * Returns a place for secrets that are dropped again when it is disposed, unless what they are for was entered. Their names are new
 * each time: an entry of the same name, with secrets of its own, may be there already.
 */
function keeping(secrets: Secrets): Keeping {
  let names: string[] = [];
  return {
    keep(of, what, secret) {
      const name = `${of}.${randomUUID().slice(0, 8)}.${what}`;
      names.push(name);
      return secrets.keep(name, secret);
    },
    forGood: () => (names = []),
    async [Symbol.asyncDispose]() {
      // A secret that stays behind must not hide why the entry was not made.
      for (const name of names) await secrets.drop(name).catch(() => undefined);
    },
  };
}

const textOf = (answer: Answer<string>): string | undefined => (typeof answer === 'object' ? answer.given.trim() : undefined);

const needed =
  ({ words }: Session) =>
  (text: string): string | undefined =>
    text.trim() === '' ? words.t('pick.empty') : undefined;
