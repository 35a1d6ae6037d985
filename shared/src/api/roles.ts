import type { JobEvent } from '../model/job.ts';
import type { Operation } from '../model/plan.ts';
import { AccessRole } from './answers.ts';
import type { StreamName, Method } from './contract.ts';

/** The role that each call needs. A call without a role does not compile. */
export const roles: Record<Method | StreamName, AccessRole> = {
  hello: 'view',
  hosts: 'view',
  testHost: 'operate',
  addHost: 'administer',
  removeHost: 'administer',
  repositories: 'view',
  addRepository: 'administer',
  removeRepository: 'administer',
  testRepository: 'operate',
  stacks: 'view',
  stack: 'view',
  snapshots: 'view',
  snapshot: 'view',
  forgetRepository: 'administer',
  pin: 'operate',
  compare: 'view',
  mark: 'administer',
  plan: 'operate',
  planned: 'operate',
  run: 'operate',
  jobs: 'view',
  job: 'view',
  cancel: 'operate',
  answer: 'administer',
  events: 'view',
  changes: 'view',
  needs: 'administer',
};

/** The role that each operation needs, to plan it and to run it, wherever the plan was made. */
export const operationRoles: Record<Operation, AccessRole> = {
  backup: 'operate',
  restore: 'operate',
  copy: 'operate',
  verify: 'operate',
  drill: 'operate',
  undo: 'operate',
  recover: 'operate',
  delete: 'administer',
  import: 'administer',
};

/** The role that each event of a job needs. Notes quote tools, and tools quote data. */
export const eventRoles: Record<JobEvent['type'], AccessRole> = {
  started: 'view',
  step: 'view',
  progress: 'view',
  note: 'operate',
  ended: 'view',
};

/** Returns whether a role includes the one that is needed: each role may do what those before it may. */
export const mayDo = (role: AccessRole, needed: AccessRole): boolean =>
  AccessRole.options.indexOf(role) >= AccessRole.options.indexOf(needed);
