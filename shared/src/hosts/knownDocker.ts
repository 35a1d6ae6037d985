import { AppError } from '../errors.ts';
import type { Container } from './container.ts';
import type { DockerApi } from './dockerApi.ts';

/** A Docker Engine, and what was learnt of it. */
export class KnownDocker {
  readonly api: DockerApi;
  /** Container or image id to whether it has a shell. */
  readonly shells = new Map<string, boolean>();
  /** Containers as they were when Docker last told. */
  readonly containers = new Map<string, Container>();
  /** Probe of an image to the local image that passed it. */
  readonly helperImages = new Map<string, string>();

  constructor(api: DockerApi) {
    this.api = api;
  }

  /** Returns a container's name for people; of one that was never seen the id as given, or the first 12 digits of a whole one. */
  nameOf(container: string): string {
    return this.containers.get(container)?.name ?? (/^[0-9a-f]{64}$/.test(container) ? container.slice(0, 12) : container);
  }

  /**
   * Returns Docker's refusal in the words of what was asked for, as `not-found.container` or `conflict.container-state`; any other
   * error as it is.
   */
  aboutContainer(error: unknown, container: string): unknown {
    if (!AppError.is(error)) return error;
    const options = { cause: error, ...(error.detail !== undefined && { detail: error.detail }) };
    const params = { container: this.nameOf(container) };
    if (error.key === 'not-found.on-engine') return new AppError('not-found.container', params, options);
    if (error.key === 'conflict.engine') return new AppError('conflict.container-state', params, options);
    return error;
  }
}

/** Returns the path of a container in Docker's interface. `action` is empty or begins with `/`. */
export const pathOf = (container: string, action: string): string => `/containers/${encodeURIComponent(container)}${action}`;
