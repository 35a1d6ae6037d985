import * as vscode from 'vscode';
import type { Route } from '@longshore/shared/ui/route.ts';
import { snapshotRow } from './commands/plan.ts';
import { runRequest, showPlan } from './runRequest.ts';
import { fail } from './fail.ts';
import type { Session } from './session.ts';

/**
 * Leads from a page of the panel to what the editor has in its own way: quick picks, plans as documents, the sidebar. Never
 * rejects: what fails is shown.
 */
export async function leavePanel(session: Session, route: Route): Promise<void> {
  try {
    await leave(session, route);
  } catch (error) {
    fail(session, error);
  }
}

async function leave(session: Session, route: Route): Promise<unknown> {
  const { executeCommand } = vscode.commands;
  switch (route.screen) {
    case 'plan': {
      const { request } = route;
      return request.operation === 'restore' || request.operation === 'copy'
        ? showPlan(session, request)
        : runRequest(session, request);
    }
    case 'restore': {
      const row = route.from && (await snapshotRow(session, route.from.repo, route.from.snapshot));
      // Without a row, the command asks what to restore.
      return executeCommand('longshore.restore', ...(row ? [row] : []));
    }
    case 'add-host':
      return executeCommand('longshore.addHost');
    case 'add-repository':
      return executeCommand('longshore.addRepository');
    case 'snapshots':
      return executeCommand('longshore.snapshots.focus');
    case 'jobs':
      return executeCommand('longshore.jobs.focus');
    case 'settings':
      return executeCommand('workbench.action.openSettings', '@ext:longshore.longshore');
    case 'overview':
    case 'stacks':
    case 'stack':
    case 'copy':
    case 'places':
    case 'snapshot':
    case 'history':
    case 'job':
      return executeCommand('longshore.stacks.focus');
  }
}
