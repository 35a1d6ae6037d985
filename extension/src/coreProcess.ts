import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import type { Api } from '@longshore/shared/api/contract';
import { ipcChannel } from '@longshore/shared/api/channel';
import { connect } from '@longshore/shared/api/rpc';

/** Variables of the editor that would change how our own Node.js behaves. */
const foreign = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_FD$)/;

/** The core in a process of its own: started when it is first needed, and again when it is needed after it has died. */
export class CoreProcess implements vscode.Disposable {
  readonly #folder: () => Promise<string>;
  readonly #configFile: () => string;
  readonly #serve: (api: Api) => Promise<void>;
  readonly #log: vscode.LogOutputChannel;
  readonly #began = new vscode.EventEmitter<void>();
  readonly #died = new vscode.EventEmitter<void>();
  #child: ChildProcess | undefined;
  #api: Promise<Api> | undefined;

  readonly onDidStart = this.#began.event;
  /** It has ended without being asked to. */
  readonly onDidDie = this.#died.event;

  /**
   * `folder` resolves with that of the core, `configFile` returns a path, or an empty text for the usual one. `serve` answers what
   * the core asks of the editor.
   */
  constructor(
    folder: () => Promise<string>,
    configFile: () => string,
    serve: (api: Api) => Promise<void>,
    log: vscode.LogOutputChannel,
  ) {
    this.#folder = folder;
    this.#configFile = configFile;
    this.#serve = serve;
    this.#log = log;
  }

  /** Resolves with the core, which it starts when none runs. Rejects when it cannot be started: the next call tries again. */
  readonly api = (): Promise<Api> => {
    if (this.#api) return this.#api;
    const started = this.#start();
    this.#api = started;
    started.catch(() => {
      if (this.#api === started) this.#api = undefined;
    });
    return started;
  };

  /** Ends the core. The next call of {@link api} starts one that sees the settings as they are now. */
  stop(): void {
    const child = this.#child;
    this.#child = undefined;
    this.#api = undefined;
    child?.disconnect();
  }

  dispose(): void {
    this.stop();
    this.#began.dispose();
    this.#died.dispose();
  }

  async #start(): Promise<Api> {
    const entry = join(await this.#folder(), 'core.mjs');
    const child = fork(entry, [], { env: this.#environment(), execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.#child = child;
    this.#log.info(`core ${child.pid} started: ${entry}`);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#log.warn(`core ${child.pid}: ${line}`));
    }
    child.on('error', (error) => this.#log.error(error));
    child.on('exit', (code, signal) => {
      this.#log.info(`core ${child.pid} ended: ${signal ?? code}`);
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#api = undefined;
      this.#died.fire();
    });
    this.#began.fire();
    const api = await connect(ipcChannel(child));
    this.#serve(api).catch((error: unknown) => this.#log.debug(String(error)));
    return api;
  }

  #environment(): NodeJS.ProcessEnv {
    const configFile = this.#configFile();
    return {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))),
      // In the desktop app, the running binary is not a plain Node.js.
      ...(process.versions['electron'] !== undefined && { ELECTRON_RUN_AS_NODE: '1' }),
      ...(configFile !== '' && { LONGSHORE_CONFIG: configFile }),
    };
  }
}
