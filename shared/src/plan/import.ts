import type * as z from 'zod';
import { missingNames } from '../model/manifest.ts';
import type { ImportRequest, Plan } from '../model/plan.ts';
import { message } from '../text/message.ts';
import { commandLine, makePlan } from './makePlan.ts';
import { confirmationOf } from './confirm.ts';
import type { PlanSeed } from './facts.ts';
import { plannedFrom } from './verifyAndDrill.ts';
import type { SnapshotFacts } from './restore.ts';

/** A snapshot in a folder, and whether the repository has it already. */
export interface ImportFacts extends SnapshotFacts {
  there: 'new' | 'same';
  /** What `latest` means now, where the imported one would take its place although it is older. */
  eclipses: string | undefined;
}

/**
 * Returns the plan that takes a snapshot, which was copied by hand, into its own place. It has no step when the repository has the
 * snapshot already. Nothing there is ever replaced. Never throws.
 */
export function planImport(request: z.output<typeof ImportRequest>, found: ImportFacts, seed: PlanSeed): Plan {
  const { reference, manifest, hash, there, eclipses } = found;
  const at = manifest.point ?? manifest.startedAt;
  return makePlan(seed, request, {
    title: message('title.import', { snapshot: reference, repository: seed.repo }),
    stack: manifest.stack,
    services: manifest.services.map((service) => plannedFrom(service, found)),
    containers: [],
    steps: there === 'same' ? [] : [{ do: 'import', folder: request.folder, hash }],
    facts:
      there === 'same'
        ? [message('fact.import-same', { snapshot: reference, repository: seed.repo })]
        : [
            message('fact.import', { snapshot: reference, at, writer: manifest.writer }),
            message('fact.import-unproven', {}),
            ...(manifest.environment === 'production' ? [message('fact.production-data', {})] : []),
          ],
    warnings: [
      ...(manifest.complete ? [] : [message('warning.incomplete', { missing: missingNames(manifest.missing) })]),
      ...(eclipses === undefined ? [] : [message('warning.import-latest', { snapshot: reference, latest: eclipses })]),
    ],
    confirm: confirmationOf(eclipses === undefined ? { act: 'reads' } : { act: 'adds' }),
    basis: seed.hash(['import', reference, hash, there]),
    command: commandLine(['import', request.folder, request.repo !== undefined && ['--repo', request.repo]]),
  });
}
