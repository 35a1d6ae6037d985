import * as z from 'zod';
import { HostReport, HostSummary, SnapshotDetail, StackDetail, StackSummary } from '../api/answers.ts';
import { ConfigFile } from '../config/schema.ts';
import { Comparison, Contrast, ServiceComparison } from '../model/comparison.ts';
import { ErrorInfo } from '../model/error.ts';
import { Inventory } from '../model/inventory.ts';
import { JobResult, JobSummary } from '../model/job.ts';
import { Manifest, ProofRecord, ProofSummary, SnapshotSummary } from '../model/manifest.ts';
import { Message } from '../model/message.ts';
import { Plan, PlanRequest, Step } from '../model/plan.ts';
import { Proof } from '../model/proof.ts';
import { StackId } from '../model/service.ts';
import { WorkspaceFile } from '../config/workspaceFile.ts';
import { JobLine, results, stamped } from './output.ts';

/** Models that appear once in each schema that uses them, under their own name. */
const named = {
  Comparison,
  Contrast,
  ErrorInfo,
  HostReport,
  HostSummary,
  Inventory,
  JobResult,
  JobSummary,
  Manifest,
  Message,
  Plan,
  PlanRequest,
  Proof,
  ProofRecord,
  ProofSummary,
  ServiceComparison,
  SnapshotDetail,
  SnapshotSummary,
  StackDetail,
  StackId,
  StackSummary,
  Step,
};

/**
 * Returns the JSON Schemas of what programs read and people write, by file name without its ending: `event`, a line of a job under
 * `--json`, `result-KIND`, the one line of any other command, `plan`, `config`, the configuration file, and `workspace`, the file
 * of a workspace.
 */
export function schemas(): Record<string, unknown> {
  const metadata = z.registry<{ id?: string; description?: string }>();
  for (const [id, model] of Object.entries(named)) metadata.add(model, { id });
  const output = (model: z.ZodType): unknown => z.toJSONSchema(model, { metadata, override: readable });
  const lines = Object.entries(results).map(([kind, result]) => [`result-${kind}`, output(stamped(result))]);
  return {
    // Described by its own texts, which the registry of names would hide.
    config: z.toJSONSchema(ConfigFile, { io: 'input', override: readable }),
    workspace: z.toJSONSchema(WorkspaceFile, { io: 'input', override: readable }),
    event: output(JobLine),
    plan: output(Plan),
    ...Object.fromEntries(lines),
  };
}

/** Removes from a schema the patterns and bounds that say at length what `format` and `type` have said. */
function readable({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}
