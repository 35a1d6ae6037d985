import { AppError } from '../errors.ts';
import type { Plan } from '../model/plan.ts';
import { withoutWords, writeWithout } from '../plan/without.ts';
import { message } from '../text/message.ts';
import type { Run } from './run.ts';

/**
 * Returns the failure of a load with the command that goes on without the object that was refused; every other one as it is. That of
 * a drill begins with the restore, which is what its snapshot is for.
 */
export function withWayOn(run: Run, error: unknown): unknown {
  if (!AppError.is(error) || error.key !== 'tool-failed.restore') return error;
  const { params, detail } = error as AppError<'tool-failed.restore'>;
  const { database, entry, without } = params;
  const { plan, blamed } = run;
  if (without === undefined || entry === undefined || !isRestoring(plan)) return error;
  const service = plan.services.find(({ name }) => name === blamed.get(error));
  if (!service) return error;
  const item = service.items.find((one) => (service.rename?.[one] ?? one) === database) ?? database;
  const words = [...plan.command, ...withoutWords([writeWithout(service.name, item, without, plan.services)])];
  const hint = message('hint.without', { object: entry, words: plan.operation === 'drill' ? asRestore(words) : words });
  const same = new AppError('tool-failed.restore', params, { cause: error, hint, ...(detail !== undefined && { detail }) });
  blamed.set(same, service.name);
  return same;
}

const isRestoring = ({ operation }: Plan): boolean => operation === 'restore' || operation === 'drill';

/** Returns the command of a drill as that of a restore, which takes no image. */
function asRestore([program = '', , ...words]: readonly string[]): string[] {
  const image = words.indexOf('--image');
  return [program, 'restore', ...(image < 0 ? words : words.toSpliced(image, 2))];
}
