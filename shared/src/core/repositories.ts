import type { RepositorySummary } from '../api/answers.ts';
import type { ParamsOf } from '../api/contract.ts';
import { Name } from '../config/schema.ts';
import { changeConfig } from '../config/change.ts';
import type { Config } from '../config/config.ts';
import { type Context, plainContext } from '../context.ts';
import { disksOf } from '../machine/disks.ts';
import { AppError } from '../errors.ts';
import { forgetAt, locationOf, openAt } from '../repository/configured.ts';
import type { RepositoryConfig, RepositoryReport } from '../model/repository.ts';
import type { Places } from '../config/userFolders.ts';
import type { Repository, Snapshot } from '../repository/repository.ts';
import type { SnapshotFacts } from '../plan/restore.ts';
import { message } from '../text/message.ts';
import { version } from '../version.ts';
import { tryRepository } from './tryRepository.ts';

/** The repositories of the configuration; each is opened once. */
export class Repositories implements AsyncDisposable {
  readonly #places: Places;
  readonly #config: Config;
  readonly #open = new Map<string, Promise<Repository>>();

  constructor(config: Config, places: Places) {
    this.#config = config;
    this.#places = places;
  }

  /** Returns the name, or that of the default repository for undefined. Does not look whether there is one. */
  nameOf(name: string | undefined): string {
    return name ?? this.#config.defaultRepository;
  }

  /** Returns what the configuration says of a repository, of the default one for undefined. Throws `not-found.repository`. */
  configOf(name: string | undefined): RepositoryConfig {
    const chosen = this.nameOf(name);
    const found = this.#config.repositories[chosen];
    if (found) return found;
    throw new AppError('not-found.repository', { repository: chosen, repositories: Object.keys(this.#config.repositories) });
  }

  /**
   * Resolves with a repository, the same one for each call until it is removed here, also where the configuration of it has
   * changed since. Rejects with `not-found.repository`, or as `openAt` does. The next call tries again then.
   */
  get(name: string | undefined): Promise<Repository> {
    const chosen = this.nameOf(name);
    const known = this.#open.get(chosen);
    if (known) return known;
    const opened = Promise.resolve().then(() => openAt(chosen, this.configOf(name), this.#places.dataDir, plainContext()));
    this.#open.set(chosen, opened);
    opened.catch(() => {
      if (this.#open.get(chosen) === opened) this.#open.delete(chosen);
    });
    return opened;
  }

  /**
   * Lets the next backup begin a new repository where one was and is no more, and resolves with where it was. Rejects with
   * `not-found.repository`, and as {@link forgetAt} does.
   */
  async forget(name: string | undefined, ctx: Context): Promise<string> {
    return forgetAt(this.nameOf(name), this.configOf(name), this.#places.dataDir, ctx);
  }

  /** Resolves with all repositories of the configuration. `disks` is absent for a bucket, and where they are unknown. */
  list(): Promise<RepositorySummary[]> {
    return Promise.all(
      Object.entries(this.#config.repositories).map(async ([name, config]) => {
        const disks = config.type === 'folder' ? await disksOf(config.path) : [];
        return {
          name,
          location: locationOf(config),
          default: name === this.#config.defaultRepository,
          ...(disks.length > 0 && { disks }),
        };
      }),
    );
  }

  /** Resolves with a report as {@link tryRepository} does. Throws `not-found.repository`, before any promise. */
  test(name: string | undefined, ctx: Context): Promise<RepositoryReport> {
    return tryRepository(this.configOf(name), ctx);
  }

  /**
   * Tries a place out and, once it has passed, enters it into the configuration, unless it is only to be tried. Resolves with the
   * report, also of one that is refused (`ok` is false). Rejects with `usage.repository-name` and `conflict.repository-name`, and
   * as {@link changeConfig} does: then it may be there, but not as the default one.
   */
  async add(params: ParamsOf<'addRepository'>, ctx: Context): Promise<RepositoryReport> {
    const { name, config } = params;
    if (!Name.safeParse(name).success) throw new AppError('usage.repository-name', { name });
    const known = this.#config.repositories[name];
    if (known) throw new AppError('conflict.repository-name', { name, location: locationOf(known) });
    const report = await tryRepository(config, ctx);
    if (!report.ok || params.trial) return report;
    Object.assign(this.#config, await changeConfig(this.#places, ['repositories', name], config, version));
    if (params.default) Object.assign(this.#config, await changeConfig(this.#places, ['default', 'repository'], name, version));
    return report;
  }

  /**
   * Removes a repository from the configuration, and resolves with where it is: what is stored there stays. Rejects with
   * `not-found.repository`, `usage.repository-builtin` and `usage.repository-default`, and as {@link changeConfig} does.
   */
  async remove(name: string): Promise<{ location: string }> {
    const location = locationOf(this.configOf(name));
    if (name === 'local') throw new AppError('usage.repository-builtin', { name });
    if (name === this.#config.defaultRepository) {
      const hint = message('hint.other-default', { file: this.#places.configFile });
      throw new AppError('usage.repository-default', { name }, { hint });
    }
    Object.assign(this.#config, await changeConfig(this.#places, ['repositories', name], undefined, version));
    const open = await this.#open.get(name)?.catch(() => undefined);
    this.#open.delete(name);
    await open?.[Symbol.asyncDispose]();
    return { location };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const open of this.#open.values()) {
      const repository = await open.catch(() => undefined);
      await repository?.[Symbol.asyncDispose]();
    }
  }
}

/** Returns what the planner must know of a snapshot. `bytes` are those before compression. */
export function snapshotFacts({ reference, manifest, hash }: Snapshot): SnapshotFacts {
  const bytes: Record<string, number> = {};
  for (const artifact of manifest.artifacts) bytes[artifact.service] = (bytes[artifact.service] ?? 0) + artifact.logicalBytes;
  return { reference, manifest, hash, bytes };
}
