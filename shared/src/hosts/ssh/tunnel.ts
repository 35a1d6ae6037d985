import type { RequestOptions } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../model/message.ts';
import { message } from '../../text/message.ts';
import type { Loss } from '../failure.ts';
import { orAborted } from '../orAborted.ts';
import type { SshAddress } from '../host.ts';
import type { Route } from '../route.ts';
import { logIn } from './login.ts';
import { type SshRoute, findSshRoute } from './sshRoute.ts';

/** How long we wait to hear of the end of an ssh program that drops what it is given, in milliseconds. */
const endLimit = 1000;

/**
 * The way to a Docker Engine through one login by the ssh program: every request goes through it. Made by the first call, and
 * made anew by the next one when it was lost.
 */
export class Tunnel implements Route {
  readonly secure = false;
  readonly #address: SshAddress;
  readonly #closed = new AbortController();
  #way: Promise<SshRoute> | undefined;
  #about: Message[] = [];

  constructor(address: SshAddress) {
    this.#address = address;
  }

  async options(signal: AbortSignal): Promise<RequestOptions> {
    const way = (this.#way ??= this.#begin());
    return (await orAborted(way, signal)).options;
  }

  /**
   * Resolves with whether to send again; false once the tunnel is closed. `unheard`: ssh has ended, and we have not heard of it
   * yet. `dropped`: ssh is ending, or is alive and cannot reach Docker; a live one carries other requests, so it stays, and the
   * answer is false.
   */
  async renew(loss: Loss): Promise<boolean> {
    const way = await this.#way?.catch(() => undefined);
    if (loss === 'unheard') await way?.login.end();
    else if (way && !(await Promise.race([way.login.ended.then(() => true), sleep(endLimit, false)]))) return false;
    return !this.#closed.signal.aborted;
  }

  about(): Message[] {
    return this.#about;
  }

  #begin(): Promise<SshRoute> {
    // A later call may have made another way by the time that this one ends.
    const way: Promise<SshRoute> = this.#open(() => {
      if (this.#way === way) this.#way = undefined;
    });
    return way;
  }

  async #open(forget: () => void): Promise<SshRoute> {
    const { signal } = this.#closed;
    try {
      const login = await logIn(this.#address, signal);
      void login.ended.then(forget);
      try {
        const way = await findSshRoute(login, this.#address, signal);
        this.#about = aboutWay(way);
        return way;
      } catch (error) {
        await login.end();
        throw error;
      }
    } catch (error) {
      forget();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    const way = await this.#way?.catch(() => undefined);
    await way?.login.end();
  }
}

function aboutWay({ login, through, socket }: SshRoute): Message[] {
  const said = login.said();
  const [, server = '', at = '', method = ''] = /^Authenticated to (\S+) \((.*?)\) using "(.*?)"/m.exec(said) ?? [];
  const [, fingerprint = '?'] = /^debug1: Server host key: (.*)$/m.exec(said) ?? [];
  const jump = at === 'via proxy';
  return [
    message(jump ? 'found.ssh-login-jump' : 'found.ssh-login', { server: jump ? server : at, method, fingerprint }),
    through === 'socket' ? message('found.ssh-socket', { path: socket ?? '' }) : message('found.ssh-command', {}),
  ];
}
