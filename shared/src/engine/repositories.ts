import type { RepositorySummary } from '../api.ts';
import type { Config, RepositoryConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { type Context, plainContext } from '../context.ts';
import { forgetAt, openAt } from '../locations.ts';
import type { Repository, Snapshot } from '../repository/repository.ts';
import type { SnapshotFacts } from '../plan/restore.ts';

/** The repositories of the configuration; each is opened once. */
export class Repositories implements AsyncDisposable {
  readonly #config: Config;
  readonly #dataDir: string;
  readonly #open = new Map<string, Promise<Repository>>();

  constructor(config: Config, dataDir: string) {
    this.#config = config;
    this.#dataDir = dataDir;
  }

  nameOf(name: string | undefined): string {
    return name ?? this.#config.defaultRepository;
  }

  configOf(name: string | undefined): RepositoryConfig {
    const chosen = this.nameOf(name);
    const found = this.#config.repositories[chosen];
    if (found) return found;
    throw new AppError('not-found.repository', { repository: chosen, repositories: Object.keys(this.#config.repositories) });
  }

  get(name: string | undefined): Promise<Repository> {
    const chosen = this.nameOf(name);
    const known = this.#open.get(chosen);
    if (known) return known;
    const opened = Promise.resolve().then(() => openAt(chosen, this.configOf(name), this.#dataDir, plainContext()));
    this.#open.set(chosen, opened);
    opened.catch(() => this.#open.delete(chosen));
    return opened;
  }

  /** Where it was. */
  async forget(name: string | undefined, ctx: Context): Promise<string> {
    return forgetAt(this.nameOf(name), this.configOf(name), this.#dataDir, ctx);
  }

  list(): RepositorySummary[] {
    return Object.entries(this.#config.repositories).map(([name, { path }]) => ({
      name,
      location: path,
      default: name === this.#config.defaultRepository,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const open of this.#open.values()) {
      const repository = await open.catch(() => undefined);
      await repository?.[Symbol.asyncDispose]();
    }
  }
}

/** What the planner must know of a snapshot. */
export function snapshotFacts({ reference, manifest, hash }: Snapshot): SnapshotFacts {
  const bytes: Record<string, number> = {};
  for (const artifact of manifest.artifacts) bytes[artifact.service] = (bytes[artifact.service] ?? 0) + artifact.logicalBytes;
  return { reference, manifest, hash, bytes };
}
