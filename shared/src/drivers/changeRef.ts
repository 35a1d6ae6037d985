import type * as z from 'zod';
import { AppError } from '../errors.ts';
import type { ChangeRef } from './driver.ts';

/** Returns what a driver has kept of a change. Throws `corrupt.change` when that is not of the schema's shape. */
export function readChangeRef<T>(schema: z.ZodType<T>, ref: ChangeRef): T {
  const parsed = schema.safeParse(ref.data);
  if (!parsed.success) throw new AppError('corrupt.change', { id: ref.id }, { cause: parsed.error });
  return parsed.data;
}
