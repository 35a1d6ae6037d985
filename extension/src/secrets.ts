import * as vscode from 'vscode';
import type { Api } from '@longshore/shared/api/contract';
import type { Words } from '@longshore/shared/render/words';

/** What people typed, in the keychain of the editor. The configuration holds names only (`store:NAME`). */
export class Secrets {
  readonly #storage: vscode.SecretStorage;
  readonly #words: Words;
  readonly #asking = new Map<string, Promise<string | undefined>>();
  readonly #refused = new Set<string>();

  constructor(storage: vscode.SecretStorage, words: Words) {
    this.#storage = storage;
    this.#words = words;
  }

  /**
   * Keeps a secret in the keychain and resolves with its reference for the configuration, `store:NAME`. Rejects as the keychain
   * does.
   */
  async keep(name: string, secret: string): Promise<string> {
    await this.#storage.store(name, secret);
    return `store:${name}`;
  }

  /** Removes a secret from the keychain. Rejects as the keychain does. */
  async drop(name: string): Promise<void> {
    await this.#storage.delete(name);
  }

  /** Forgets which secrets the user did not want to type: each is asked for again. */
  forget(): void {
    this.#refused.clear();
  }

  /** Answers what a core asks for as long as it lives. Rejects with `host-unreachable.engine-gone` when it is gone. */
  async serve(api: Api): Promise<void> {
    for await (const { id, name } of api.needs({})) {
      void this.#answer(api, id, name);
    }
  }

  /**
   * Answers one request, always: the core waits for it. Null says that the keychain and the user give nothing, and the core says
   * so. Never rejects.
   */
  async #answer(api: Api, id: string, name: string): Promise<void> {
    const secret = await this.#read(name).catch(() => undefined);
    // A core that has died meanwhile needs none.
    await api.answer({ id, secret: secret ?? null }).catch(() => undefined);
  }

  async #read(name: string): Promise<string | undefined> {
    const kept = await this.#storage.get(name);
    if (kept !== undefined || this.#refused.has(name)) return kept;
    const asking = this.#asking.get(name) ?? this.#ask(name);
    this.#asking.set(name, asking);
    return asking.finally(() => this.#asking.delete(name));
  }

  async #ask(name: string): Promise<string | undefined> {
    const { t } = this.#words;
    const typed = await vscode.window.showInputBox({
      title: name,
      prompt: t('ask.secret', { name }),
      password: true,
      ignoreFocusOut: true,
    });
    if (typed === undefined || typed === '') {
      this.#refused.add(name);
      return undefined;
    }
    // Where the keychain keeps nothing, the user is asked for it again the next time.
    await this.#storage.store(name, typed).then(undefined, () => undefined);
    return typed;
  }
}
