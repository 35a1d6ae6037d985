import type * as vscode from 'vscode';
import type { Api } from '@longshore/shared/api/contract';
import type { Words } from '@longshore/shared/render/words';
import type { Documents } from './documents.ts';
import type { JobFeed } from './jobs.ts';
import type { DetailsPanel } from './panel.ts';
import type { Secrets } from './secrets.ts';

/** What a command works with. */
export interface Session {
  readonly api: () => Promise<Api>;
  readonly words: Words;
  readonly log: vscode.LogOutputChannel;
  readonly jobs: JobFeed;
  readonly documents: Documents;
  readonly panel: DetailsPanel;
  readonly secrets: Secrets;
  /** What this workspace remembers of earlier choices. */
  readonly memory: vscode.Memento;
  /** The lists show what is there now. */
  readonly refresh: () => void;
  /** A stack's next snapshots are shown. */
  readonly showMore: (of: { repo: string; key: string }) => void;
}
