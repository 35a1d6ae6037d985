import * as z from 'zod';
import {
  ForgottenRepository,
  HostReport,
  HostSummary,
  Mark,
  PinResult,
  RepositorySummary,
  SnapshotDetail,
  StackDetail,
  StackSummary,
} from '../api/answers.ts';
import { Comparison } from '../model/comparison.ts';
import { ErrorInfo } from '../model/error.ts';
import { JobEvent, JobSummary } from '../model/job.ts';
import { SnapshotSummary } from '../model/manifest.ts';
import { Message } from '../model/message.ts';
import { Plan } from '../model/plan.ts';
import { RepositoryReport } from '../model/repository.ts';
import { Link, SessionSummary } from '../serve/model.ts';

const result = <K extends string, D extends z.ZodType>(kind: K, data: D) =>
  z.object({ type: z.literal('result'), kind: z.literal(kind), data });

/** `status`: a host that does not answer says why, and hides no other. */
export const HostStatus = z.object({
  host: HostSummary,
  stacks: z.array(StackSummary),
  error: ErrorInfo.optional(),
});
export type HostStatus = z.infer<typeof HostStatus>;

/** The one line of `--json` that a command prints which runs no job. */
export const results = {
  status: result('status', z.array(HostStatus)),
  stack: result('stack', StackDetail),
  snapshots: result('snapshots', z.object({ items: z.array(SnapshotSummary), warnings: z.array(Message) })),
  snapshot: result('snapshot', SnapshotDetail),
  forgotten: result('forgotten', ForgottenRepository),
  /** `pin` and `unpin`. */
  pin: result('pin', PinResult),
  comparison: result('comparison', Comparison),
  hosts: result('hosts', z.array(HostReport)),
  host: result('host', HostReport),
  /** `host add`, `host remove`. */
  'host-change': result('host-change', z.object({ host: z.string(), done: z.boolean(), report: HostReport.optional() })),
  /** `--dry-run`. */
  plan: result('plan', Plan),
  mark: result('mark', Mark),
  jobs: result('jobs', z.object({ items: z.array(JobSummary), warnings: z.array(Message) })),
  job: result('job', JobSummary),
  repositories: result('repositories', z.array(RepositorySummary)),
  /** `repo test` and `repo add`; what did not pass was not added. */
  repository: result('repository', RepositoryReport.extend({ name: z.string(), added: z.boolean() })),
  'repository-removed': result('repository-removed', z.object({ name: z.string(), location: z.string() })),
  /** `serve`, once it listens. */
  serving: result('serving', z.object({ origin: z.string(), fingerprint: z.string().optional() })),
  /** `serve link`. */
  link: result('link', Link),
  /** `serve sessions`; `serve revoke`: those that were ended. */
  sessions: result('sessions', z.array(SessionSummary)),
  /** Any command that failed by itself, not by its job; `text` is the error in words. */
  error: result('error', ErrorInfo.extend({ text: z.string() })),
};
/** Returns the schema of a line as it is printed: with `v` and `time`. */
export const stamped = <T extends z.ZodType>(line: T) => z.object({ v: z.literal(1), time: z.iso.datetime() }).and(line);
/** A job's events as they come; `text` puts notes and errors into words. The last one is `ended`. */
export const JobLine = JobEvent.and(z.object({ text: z.string().optional() }));

/** What a command may print under `--json`; `v` and `time` are added. */
export type JsonLine = z.infer<(typeof results)[keyof typeof results]> | z.infer<typeof JobLine>;
