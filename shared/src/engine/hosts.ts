import type { HostSummary } from '../api.ts';
import type { Config, HostConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { addressText, connect, listContexts, parseAddress, resolveAddress } from '../hosts/connect.ts';
import type { Host, HostAddress } from '../hosts/host.ts';

/** The engines that this process has connected to; each is connected once. */
export class Hosts implements AsyncDisposable {
  readonly #config: Config;
  readonly #env: NodeJS.ProcessEnv;
  readonly #open = new Map<string, Promise<Host>>();

  constructor(config: Config, env: NodeJS.ProcessEnv) {
    this.#config = config;
    this.#env = env;
  }

  nameOf(name: string | undefined): string {
    return name ?? this.#config.defaultHost;
  }

  /** Rejects with `not-found.host` for a name that neither the configuration nor Docker's contexts know. */
  get(name: string | undefined): Promise<Host> {
    const chosen = this.nameOf(name);
    const known = this.#open.get(chosen);
    if (known) return known;
    const opened = this.address(chosen).then((address) => connect(chosen, address));
    this.#open.set(chosen, opened);
    // A failure is not remembered: the next call may find Docker started.
    opened.catch(() => this.#open.delete(chosen));
    return opened;
  }

  async list(): Promise<HostSummary[]> {
    const contexts = await listContexts({ env: this.#env });
    const names = new Set([
      'local',
      ...Object.keys(this.#config.hosts),
      ...contexts.map(({ name }) => name).filter((name) => name !== 'default'),
    ]);
    const summaries: HostSummary[] = [];
    for (const name of names) {
      const source = name in this.#config.hosts ? 'configuration' : name === 'local' ? 'builtin' : 'context';
      const address = addressText(await this.address(name));
      summaries.push({ name, address, source, default: name === this.#config.defaultHost });
    }
    return summaries;
  }

  /** Where it is; nobody is asked whether it answers. */
  async address(name: string): Promise<HostAddress> {
    const configured = this.#config.hosts[name];
    if (configured) return this.#configured(configured);
    if (name === 'local') return resolveAddress({ env: this.#env });
    const contexts = await listContexts({ env: this.#env });
    if (contexts.some((context) => context.name === name)) return resolveAddress({ env: this.#env, context: name });
    const known = ['local', ...Object.keys(this.#config.hosts), ...contexts.map((context) => context.name)];
    throw new AppError('not-found.host', { host: name, hosts: [...new Set(known)] });
  }

  async #configured(host: HostConfig): Promise<HostAddress> {
    if (host.context !== undefined) return resolveAddress({ env: this.#env, context: host.context });
    if (host.socket !== undefined) return { type: 'socket', path: host.socket };
    const address = parseAddress(host.tcp ?? host.ssh ?? '');
    return address.type === 'tcp' && host.tls ? { ...address, tls: { ...host.tls, verify: true } } : address;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const open of this.#open.values()) {
      const host = await open.catch(() => undefined);
      await host?.[Symbol.asyncDispose]();
    }
  }
}
