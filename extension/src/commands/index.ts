import * as vscode from 'vscode';
import { backUp } from './backUp.ts';
import type { Command } from './command.ts';
import { subjectOf } from './command.ts';
import { compareLive, compareSnapshots } from './compare.ts';
import { copy } from './copy.ts';
import { cancel, recover, showJob, undo } from './jobs.ts';
import { mark } from './mark.ts';
import { addHost, addRepository } from './hostsAndRepositories.ts';
import { changePlan, copyCommand, runOpenPlan } from './plan.ts';
import { restore } from './restore.ts';
import { restoreDev } from './restoreDev.ts';
import { deleteSnapshot, drill, pin, revealArtifact, showHistory, showSnapshot, unpin, verify } from './snapshots.ts';

/** All that `package.json` contributes, by the name behind `longshore.`. */
export const commands: Record<string, Command> = {
  backUp,
  restore,
  restoreDev,
  copy,
  undo,
  verify,
  drill,
  compareLive,
  compareSnapshots,
  showSnapshot,
  showHistory,
  revealArtifact,
  pin,
  unpin,
  delete: deleteSnapshot,
  mark,
  recover,
  cancel,
  showJob,
  addHost,
  addRepository,
  runPlan: runOpenPlan,
  changePlan,
  copyCommand,
  refresh: async ({ refresh }) => refresh(),
  openWalkthrough: async () => vscode.commands.executeCommand('workbench.action.openWalkthrough', 'longshore.longshore#start'),
  showLog: async ({ log }) => log.show(),
  showMore: async ({ showMore }, row) => {
    const more = subjectOf(row, 'more');
    if (more) showMore(more);
  },
};

/** Those with a button in the title of a view. The editor gives nothing in a row's place there, too. */
export const ofViews: ReadonlySet<string> = new Set(['refresh', 'addHost', 'addRepository', 'showLog', 'recover']);
