import { resolve } from 'node:path';
import type { HostSummary } from '../api/answers.ts';
import type { HostConfig } from '../config/schema.ts';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';
import { addressText, connect, listContexts, parseAddress, resolveAddress } from '../hosts/connect.ts';
import type { Host, HostAddress } from '../hosts/host.ts';

/** The hosts that this process has connected to; each is connected once. */
export class Hosts implements AsyncDisposable {
  readonly #config: Config;
  readonly #env: NodeJS.ProcessEnv;
  readonly #open = new Map<string, Promise<Host>>();

  constructor(config: Config, env: NodeJS.ProcessEnv) {
    this.#config = config;
    this.#env = env;
  }

  /** Returns the name, or that of the default host for undefined. Does not look whether there is one. */
  nameOf(name: string | undefined): string {
    return name ?? this.#config.defaultHost;
  }

  /**
   * Resolves with a host whose Docker has answered, the same one for each call until {@link Hosts.forget}, also where its
   * address has changed since. Rejects as {@link Hosts.address} does, and when no Docker Engine answers there. The next call
   * tries again then.
   */
  get(name: string | undefined): Promise<Host> {
    const chosen = this.nameOf(name);
    const known = this.#open.get(chosen);
    if (known) return known;
    const opened = this.address(chosen).then((address) => connect(chosen, address));
    this.#open.set(chosen, opened);
    // A failure is not remembered: the next call may find Docker started.
    opened.catch(() => {
      if (this.#open.get(chosen) === opened) this.#open.delete(chosen);
    });
    return opened;
  }

  /**
   * Resolves with all hosts that have a name: `local`, those of the configuration and Docker's contexts without the one called
   * `default`. The default host comes first, because it is what most people come for. Rejects with `usage.docker-config` when the
   * settings of Docker's command line cannot be read.
   */
  async list(): Promise<HostSummary[]> {
    const contexts = await listContexts({ env: this.#env });
    const names = new Set([
      'local',
      ...Object.keys(this.#config.hosts),
      ...contexts.map(({ name }) => name).filter((name) => name !== 'default'),
    ]);
    const listed = await Promise.all([...names].map((name) => this.summaryOf(name)));
    return listed.sort((a, b) => Number(b.default) - Number(a.default));
  }

  /**
   * Resolves with what a list shows of a host. One whose address cannot be found shows what was wrong for it: the text that is no
   * address, else `context NAME`. Rejects with `not-found.host`.
   */
  async summaryOf(name: string): Promise<HostSummary> {
    const configured = this.#config.hosts[name];
    const source = configured ? 'configuration' : name === 'local' ? 'builtin' : 'context';
    const address = await this.address(name).then(addressText, (error: unknown) => {
      if (!AppError.is(error) || error.key === 'not-found.host') throw error;
      const { address: wrong, context = configured?.context ?? name }: { address?: string; context?: string } = error.params;
      return wrong ?? `context ${context}`;
    });
    return { name, address, source, default: name === this.#config.defaultHost };
  }

  /** Closes the connection to a host. The next call connects anew: what the configuration says of this host has changed. */
  async forget(name: string): Promise<void> {
    const open = this.#open.get(name);
    this.#open.delete(name);
    const host = await open?.catch(() => undefined);
    await host?.[Symbol.asyncDispose]();
  }

  /**
   * Resolves with where a host is, without asking whether it answers. Rejects with `not-found.host` for a name that neither the
   * configuration nor Docker's contexts know, and with `usage` or `not-found.docker-context` when its address or what it needs of
   * Docker's settings cannot be used.
   */
  async address(name: string): Promise<HostAddress> {
    const address = await this.#find(name);
    const config = this.#env['LONGSHORE_SSH_CONFIG'];
    return address.type === 'ssh' && config ? { ...address, config: resolve(config) } : address;
  }

  async #find(name: string): Promise<HostAddress> {
    const configured = this.#config.hosts[name];
    if (configured) return this.#configured(configured);
    if (name === 'local') return resolveAddress({ env: this.#env });
    const contexts = await listContexts({ env: this.#env });
    if (contexts.some((context) => context.name === name)) return resolveAddress({ env: this.#env, context: name });
    const known = ['local', ...Object.keys(this.#config.hosts), ...contexts.map((context) => context.name)];
    throw new AppError('not-found.host', { host: name, hosts: [...new Set(known)] });
  }

  async #configured({ context, socket, tcp, ssh, tls, identity, passphrase, password }: HostConfig): Promise<HostAddress> {
    if (socket !== undefined) return { type: 'socket', path: socket };
    const address = context === undefined ? parseAddress(tcp ?? ssh ?? '') : await resolveAddress({ env: this.#env, context });
    if (address.type === 'tcp' && tls) return { ...address, tls: { ...tls, verify: true } };
    if (address.type !== 'ssh') return address;
    return {
      ...address,
      ...(identity !== undefined && { identity }),
      ...(passphrase !== undefined && { passphrase }),
      ...(password !== undefined && { password }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const open of this.#open.values()) {
      const host = await open.catch(() => undefined);
      await host?.[Symbol.asyncDispose]();
    }
  }
}
