import type { AccessRole } from '../src/api/answers.ts';
import { mayDo, operationRoles, roles } from '../src/api/roles.ts';
import type { Method } from '../src/api/contract.ts';
import type { Operation } from '../src/model/plan.ts';

/** Returns whether a role may ask this at all; its parameters may need more. What it may not is not shown. */
export const may = (role: AccessRole, method: Method): boolean => mayDo(role, roles[method]);

/** Returns whether a role may plan and run this. */
export const mayPlan = (role: AccessRole, operation: Operation): boolean => mayDo(role, operationRoles[operation]);
