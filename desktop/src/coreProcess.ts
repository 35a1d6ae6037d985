import { join } from 'node:path';
import { MessageChannelMain, type UtilityProcess, utilityProcess } from 'electron';
import type { Channel } from '@longshore/shared/api/channel';
import { mainPortChannel } from './mainPort.ts';

/** Variables of the program that started the app which would change how our own Node.js behaves. */
const foreign = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_FD$)/;

/**
 * The core in a process of its own, which ends with the app. Started when it is first needed, and again when it is needed
 * after it has died. Jobs are processes of the Node.js that comes with the app: they outlive it.
 */
export class CoreProcess {
  readonly #folder: string;
  #child: UtilityProcess | undefined;

  /** `folder` holds the core and a Node.js. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Returns a new connection to the core, which it starts when none runs: one of its own for each window. */
  open(): Channel {
    const { port1, port2 } = new MessageChannelMain();
    this.#started().postMessage('face', [port1]);
    return mainPortChannel(port2);
  }

  #started(): UtilityProcess {
    if (this.#child) return this.#child;
    const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
    const node = join(this.#folder, process.platform === 'win32' ? 'node.exe' : 'node');
    const child = utilityProcess.fork(join(this.#folder, 'desktop.mjs'), [], {
      serviceName: 'Longshore core',
      env: { ...Object.fromEntries(inherited), LONGSHORE_NODE: node },
      stdio: 'inherit',
    });
    this.#child = child;
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }
}
