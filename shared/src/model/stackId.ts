import type { StackId } from './service.ts';

/**
 * Returns Docker Engine, project and folder of a stack as one text, to be used as a key. Two stacks have the same one exactly when
 * {@link isSameStack} says so.
 */
export const stackKey = ({ engine, project, workingDir }: StackId): string => JSON.stringify([engine, project, workingDir]);

/**
 * Returns whether both are one stack: on one Docker Engine, of one project, from one folder. Right wherever data of one stack must
 * not be taken for that of another: what a snapshot or a job was made of, where a plan's data comes from, what is kept together.
 */
export const isSameStack = (a: StackId, b: StackId): boolean => stackKey(a) === stackKey(b);

/**
 * Returns whether both are one project on one Docker Engine, from whatever folder. Right for finding a stack again that may have
 * been moved to another folder since. Another stack may answer to it as well, so the result counts only where it is the only one.
 */
export const isSameProject = (a: StackId, b: StackId): boolean => a.engine === b.engine && a.project === b.project;

/**
 * Returns whether both are one project from one folder, on whatever Docker Engine. Right where the caller has chosen the host
 * already: a machine that was set up anew has another Docker Engine in the same place.
 */
export const isSamePlace = (a: StackId, b: StackId): boolean => a.project === b.project && a.workingDir === b.workingDir;

/** A stack beside others of its host. `hash` tells those of one name apart. */
interface Listed {
  id: StackId;
  hash: string;
}

/**
 * Returns the name by which requests and commands call a stack among `all` of its host: its plain name, or {@link fullName} where
 * two have that name.
 */
export const nameAmong = (all: readonly Listed[], { id, hash }: Listed): string =>
  all.filter((other) => other.id.name === id.name).length > 1 ? fullName({ id, hash }) : id.name;

/** Returns name and hash of a stack, as `app-3f9a1c`: unambiguous whatever other stacks there are. */
export const fullName = ({ id, hash }: Listed): string => `${id.name}-${hash}`;
