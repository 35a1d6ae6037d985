import * as vscode from 'vscode';
import { AppError } from '@longshore/shared/errors';
import type { WorkspaceFile } from '@longshore/shared/config/workspaceFile';

const name = 'longshore.yaml';

/**
 * Resolves with what the first open folder wishes, or an empty object when there is none, it has no file that can be read, or it
 * is not trusted. Rejects with `usage.workspace-file` when the file holds anything that it may not.
 */
export async function readWorkspaceFile(): Promise<Partial<WorkspaceFile>> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder || !vscode.workspace.isTrusted) return {};
  const uri = vscode.Uri.joinPath(folder.uri, name);
  const text = await vscode.workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
  if (text === undefined) return {};
  const { parseWorkspaceFile } = await import('@longshore/shared/config/workspaceFile');
  const read = parseWorkspaceFile(text);
  if ('file' in read) return read.file;
  throw new AppError('usage.workspace-file', { file: name, problem: read.problem });
}
