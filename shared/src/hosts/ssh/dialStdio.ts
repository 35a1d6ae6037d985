import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import type { Socket } from 'node:net';
import type { Login } from './login.ts';

const keptBytes = 4096;

/**
 * Connections through the docker command of the other machine, each a session of the login. Where the SSH server allows no
 * further session, the ssh program logs in anew for the one connection.
 */
export class DialAgent extends Agent {
  readonly #login: Login;
  readonly #command: string[];
  #said = '';

  constructor(login: Login, socket: string | undefined) {
    super();
    this.#login = login;
    this.#command = ['docker', ...(socket === undefined ? [] : [`--host=unix://${socket}`]), 'system', 'dial-stdio'];
  }

  /** Returns the last 4096 characters that any of them complained with; empty when none did. */
  said(): string {
    return this.#said.trim();
  }

  override createConnection(): Socket {
    const { control, command } = this.#login;
    const ssh = ['ssh', '-S', control, '-o', 'ControlMaster=no', '-o', 'LogLevel=ERROR', '-T', ...command.login];
    // One socket for both directions, so that either can be closed by itself.
    const child = spawn('/bin/sh', ['-c', 'exec "$@" <&3 >&3 3<&-', 'sh', ...ssh, ...command.destination, ...this.#command], {
      detached: true,
      cwd: '/',
      env: command.env,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    const socket = child.stdio[3] as Socket;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#said = (this.#said + text).slice(-keptBytes)));
    child.once('error', (error) => socket.destroy(error));
    child.once('exit', (code) => {
      // The end of a session that failed is not the end of what was sent.
      if (code !== 0) socket.destroy(new Error(`ssh ended with exit code ${code}`));
    });
    socket.once('close', () => child.kill());
    child.unref();
    return socket;
  }
}
