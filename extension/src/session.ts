import type * as vscode from 'vscode';
import type { Api } from '@longshore/shared/api/contract';
import type { Words } from '@longshore/shared/render/words';
import type { Documents } from './documents.ts';
import type { JobFeed } from './jobs.ts';
import type { DetailsPanel } from './panel.ts';
import type { Secrets } from './secrets.ts';

/** What a command works with. */
export interface Session {
  /** Resolves with the core, which is started when none runs. Rejects when it cannot be started. */
  readonly api: () => Promise<Api>;
  readonly words: Words;
  readonly log: vscode.LogOutputChannel;
  readonly jobs: JobFeed;
  readonly documents: Documents;
  readonly panel: DetailsPanel;
  readonly secrets: Secrets;
  /** What this workspace remembers of earlier choices. */
  readonly memory: vscode.Memento;
  /** Reads the lists anew, so that they show what is there now. */
  readonly refresh: () => void;
  /** Shows the next snapshots of a stack. */
  readonly showMore: (of: { repo: string; key: string }) => void;
}
