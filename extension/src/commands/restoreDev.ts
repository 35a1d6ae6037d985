import { productOf } from '@longshore/shared/render/product';
import * as vscode from 'vscode';
import type { Words } from '@longshore/shared/render/words';
import { standingOf } from '@longshore/shared/model/standing';
import { bestProof } from '@longshore/shared/render/proofs';
import { planFor, runPlan, withProgress } from '../runRequest.ts';
import type { Offer } from '../fail.ts';
import { type Option, chooseOne } from '../questions.ts';
import {
  type Remembered,
  type Source,
  type Wish,
  devComparison,
  devRequest,
  devTarget,
  remember,
  sourcesFor,
} from '../restore/dev.ts';
import { snapshotOptions } from '../restore/dialogue.ts';
import type { Session } from '../session.ts';
import { type FoundStack, stacksEverywhere } from '../stacks.ts';
import { readWorkspaceFile } from '../workspaceFile.ts';
import type { Command } from './command.ts';
import { showComparison } from './compare.ts';

const key = 'restoreDev.source';

/** Fills the dev stack of this workspace from a snapshot or a live stack: one question, one confirmation. */
export const restoreDev: Command = async (session) => {
  const { api, words, memory } = session;
  const wish = await readWorkspaceFile();
  const stacks = await stacksEverywhere(session);
  const target = await chooseTarget(session, stacks, wish);
  if (!target) return;
  const source = await chooseSource(session, target, stacks, wish);
  if (!source) return;
  await memory.update(key, remember(source));
  const plan = await planFor(session, devRequest(target, source, wish));
  if (!plan) return;
  // As it is before: afterwards there is only the new state to look at.
  const before = await withProgress(words.t('tell.comparing'), async (signal) =>
    (await api()).compare(devComparison(target, source), { signal }),
  );
  const offer: Offer = { title: words.t('do.compare'), run: () => showComparison(session, before) };
  await runPlan(session, plan, offer);
};

async function chooseTarget(session: Session, stacks: FoundStack[], wish: Wish): Promise<FoundStack | undefined> {
  const { t } = session.words;
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const choice = devTarget(stacks, folders, wish);
  if ('target' in choice) return choice.target;
  if ('unmarked' in choice) return (await markAsDev(session, choice.unmarked)) ? choice.unmarked : undefined;
  if (choice.among.length === 0) {
    const mark = t('dev.mark');
    const answer = await vscode.window.showInformationMessage(t('dev.none'), mark);
    if (answer === mark) await vscode.commands.executeCommand('longshore.mark');
    return undefined;
  }
  const options = choice.among.map((at): Option<FoundStack> => ({
    label: at.name,
    description: at.usual ? '' : at.host,
    icon: 'layers',
    value: at,
  }));
  const answer = await chooseOne(t('pick.dev-target'), options, { title: t('manifest.command.restore-dev') });
  return typeof answer === 'object' ? answer.given : undefined;
}

async function markAsDev({ api, words, refresh }: Session, { host, name, stack }: FoundStack): Promise<boolean> {
  const { t } = words;
  const sizes = await withProgress(t('tell.planning'), async (signal) => {
    const detail = await (await api()).stack({ host, stack: name }, { signal });
    return new Map(detail.services.flatMap((service) => ('bytes' in service ? [[service.name, service.bytes]] : [])));
  });
  const services = stack.services.map(({ name: service, kind }) => {
    const size = sizes.get(service);
    return `${service} (${[productOf(kind), ...(size === undefined ? [] : [words.bytes(size)])].join(', ')})`;
  });
  const detail = t('dev.mark-what', { services });
  const mark = t('dev.mark-do');
  const question = t('dev.mark-ask', { stack: name, host });
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, mark)) !== mark) return false;
  await (await api()).mark({ host, stack: name, environment: 'dev' });
  refresh();
  return true;
}

async function chooseSource(session: Session, target: FoundStack, stacks: FoundStack[], wish: Wish): Promise<Source | undefined> {
  const { words, memory } = session;
  const { t } = words;
  const saved = (await snapshotOptions(session)).map(({ value }) => ({ repo: value.repo, snapshot: value.summary }));
  const found = sourcesFor(target, saved, stacks, memory.get<Remembered>(key), wish);
  if (found.sources.length === 0) {
    void vscode.window.showInformationMessage(t('dev.no-source'));
    return undefined;
  }
  const options = found.sources.map((source) => optionOf(source, words));
  const isLive = ({ value }: Option<Source>): boolean => 'live' in value;
  const answer = await chooseOne(
    t('pick.dev-source'),
    [
      ...(found.last ? grouped(t('pick.dev-last'), [optionOf(found.last, words)]) : []),
      ...grouped(
        t('pick.dev-snapshots'),
        options.filter((option) => !isLive(option)),
      ),
      ...grouped(t('pick.dev-live'), options.filter(isLive)),
    ],
    { title: t('manifest.command.restore-dev') },
  );
  return typeof answer === 'object' ? answer.given : undefined;
}

const grouped = (group: string, options: Option<Source>[]): Option<Source>[] =>
  options.map((option, at) => (at === 0 ? { ...option, group } : option));

function optionOf(source: Source, words: Words): Option<Source> {
  if ('live' in source) {
    const { name, host, stack } = source.live;
    return {
      label: name,
      description: `${host} · ${words.t(`environment.${stack.environment}`)}`,
      detail: stack.services.map((service) => service.name).join(', '),
      icon: 'layers',
      value: source,
    };
  }
  const { snapshot } = source;
  return {
    label: snapshot.stack.name,
    description: `${words.moment(snapshot.startedAt)} · ${words.ago(snapshot.startedAt)}`,
    detail: `${words.bytes(snapshot.bytes)} · ${words.t(`environment.${snapshot.environment}`)} · ${bestProof(standingOf(snapshot), words).text}`,
    icon: 'package',
    value: source,
  };
}
