import * as z from 'zod';
import { ErrorInfo } from './error.ts';
import { ServiceImages } from './manifest.ts';
import { Message } from './message.ts';
import { Plan } from './plan.ts';
import { Proof } from './proof.ts';

/** What a job achieved, per service. */
export const ServiceResult = z.object({
  service: z.string(),
  bytes: z.number().optional(),
  rows: z.number().optional(),
  proof: Proof.optional(),
  /** Drills: those of the throw-away server. */
  ...ServiceImages.shape,
  /** Measured seconds per phase: `store`, `stage`, `prove`, `swap`, … */
  seconds: z.record(z.string(), z.number()),
});
export type ServiceResult = z.infer<typeof ServiceResult>;

export const JobResult = z.object({
  /** Backups: the snapshot that exists now. Restores and drills: the one that was read. */
  snapshot: z.string().optional(),
  complete: z.boolean().optional(),
  bytes: z.number().optional(),
  seconds: z.number(),
  /** From the first writer standing still to the last one going on. */
  frozenSeconds: z.number().optional(),
  /** The same for each container that was paused or stopped, by name. */
  secondsDown: z.record(z.string(), z.number()).optional(),
  services: z.array(ServiceResult),
  /** What was there before can be brought back until then. */
  undoUntil: z.iso.datetime().optional(),
  /** `delete`: what is gone. */
  deleted: z.array(z.string()).optional(),
  /** `recover`: what was found and done. */
  repaired: z.array(Message).optional(),
});
export type JobResult = z.infer<typeof JobResult>;

export const Outcome = z.enum(['succeeded', 'failed', 'cancelled']);
export type Outcome = z.infer<typeof Outcome>;

/** One line of a job's journal. Sequence numbers rise by one; a reader resumes after the last that it saw. */
export const JobEvent = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('started'), job: z.string(), plan: Plan }),
    z.object({ type: z.literal('step'), index: z.number().int(), state: z.enum(['running', 'done', 'failed']) }),
    /** Bytes since the job began, of one service, at most four times a second; `rate` in bytes a second over the last seconds. */
    z.object({
      type: z.literal('progress'),
      service: z.string(),
      phase: z.string(),
      bytes: z.number(),
      total: z.number().optional(),
      rate: z.number(),
    }),
    z.object({ type: z.literal('note'), level: z.enum(['info', 'warn']), message: Message }),
    z.object({ type: z.literal('ended'), outcome: Outcome, result: JobResult.optional(), error: ErrorInfo.optional() }),
  ])
  .and(z.object({ v: z.literal(1), seq: z.number().int(), time: z.iso.datetime() }));
export type JobEvent = z.infer<typeof JobEvent>;

/** `interrupted`: its process is dead and it did not end; `recover` is needed. */
export const JobState = z.enum(['running', 'succeeded', 'failed', 'cancelled', 'interrupted']);
export type JobState = z.infer<typeof JobState>;

export const JobSummary = z.object({
  id: z.string(),
  operation: Plan.shape.operation,
  title: Message,
  host: z.string(),
  /** Display name of the stack. */
  stack: z.string().optional(),
  snapshot: z.string().optional(),
  state: JobState,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  error: ErrorInfo.optional(),
  /** There while what it replaced is kept. */
  undo: z.object({ until: z.iso.datetime(), services: z.array(z.string()) }).optional(),
});
export type JobSummary = z.infer<typeof JobSummary>;

/** Progress of one service in a {@link JobView}. */
export interface ServiceProgress {
  phase: string;
  bytes: number;
  total?: number;
  rate: number;
}

/** What every face shows of a job: events folded by {@link reduce}. */
export interface JobView {
  job: string;
  plan: Plan | undefined;
  /** Index of the step under way. */
  step: number;
  services: Record<string, ServiceProgress>;
  notes: { level: 'info' | 'warn'; message: Message }[];
  seq: number;
  ended: Extract<JobEvent, { type: 'ended' }> | undefined;
}

/** Returns the view of a job of which no event was seen yet: no plan, `step` -1 and `seq` 0. */
export const emptyView = (job: string): JobView => ({
  job,
  plan: undefined,
  step: -1,
  services: {},
  notes: [],
  seq: 0,
  ended: undefined,
});

/**
 * Returns the view after one more event. Returns the same view for an event that was seen already, by its sequence number. Of notes
 * it keeps the last 1000. Pure.
 */
export function reduce(view: JobView, event: JobEvent): JobView {
  if (event.seq <= view.seq) return view;
  const next = { ...view, seq: event.seq };
  switch (event.type) {
    case 'started':
      return { ...next, plan: event.plan };
    case 'step':
      return event.state === 'running' ? { ...next, step: event.index } : next;
    case 'progress':
      return { ...next, services: { ...view.services, [event.service]: progressOf(event) } };
    case 'note':
      return { ...next, notes: [...view.notes, { level: event.level, message: event.message }].slice(-1000) };
    case 'ended':
      return { ...next, ended: event };
  }
}

const progressOf = ({ phase, bytes, total, rate }: Extract<JobEvent, { type: 'progress' }>): ServiceProgress =>
  total === undefined ? { phase, bytes, rate } : { phase, bytes, total, rate };

/** Returns the seconds left at the present rate. Returns undefined when the total is unknown or reached, or when nothing moves. */
export function secondsLeft(progress: ServiceProgress): number | undefined {
  if (progress.total === undefined || progress.rate <= 0 || progress.bytes >= progress.total) return undefined;
  return (progress.total - progress.bytes) / progress.rate;
}
