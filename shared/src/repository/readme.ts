import { type Manifest, type StoredArtifact, imagesOf, missingNames } from '../model/manifest.ts';
import type { ByHand } from './repository.ts';

/**
 * Returns the `README.txt` of a snapshot: how to check and restore it with standard tools alone. `byHand`: what each service needs.
 * `fetch`: commands, any one of which brings it into a folder; undefined where it lies in one.
 */
export function readme(manifest: Manifest, byHand: ByHand, fetch?: string[]): string {
  const services = manifest.services.map((service, index) => {
    const artifacts = manifest.artifacts.filter((artifact) => artifact.service === service.name);
    const images = imagesOf(service).map(({ reference }) => `, image ${reference}`);
    const made = `${service.kind} ${service.version}${images.join('')}`;
    const title = `${index + 2}. Service ${shown(service.name)}: ${made.replaceAll(/\p{Cc}/gu, ' ')}`;
    return [title, ...byHand(service, artifacts)].join('\n');
  });
  return `${[opening(manifest, fetch), check(manifest.artifacts), ...services].join('\n\n')}\n`;
}

/** Returns a name in quotes: names may hold anything, and here they are only read. */
const shown = (name: string): string => JSON.stringify(name);
const opening = (
  manifest: Manifest,
  fetch: string[] | undefined,
): string => `Snapshot ${manifest.id} of the stack ${shown(manifest.stack.name)}
Begun ${manifest.startedAt}, finished ${manifest.finishedAt}, written by ${manifest.writer}.
${manifest.complete ? '' : `\nIt is NOT complete. Missing: ${missingNames(manifest.missing).map(shown).join(', ')}.\n`}${notOneMoment(manifest)}
Longshore restores it safely: it prepares the data beside the live data, proves it, and only then switches over.
Without Longshore, these commands restore it with zstd, Docker and the tools of each database. They write into the container
that you name, and nothing checks for you that it is the right one. ${fetch ? fetched(fetch) : 'Open a shell in this folder, and begin with step 1.'}
Wherever CONTAINER stands, put the name of the container.`;

/** Returns a paragraph with the services whose items are of several moments; empty when there is no such service. */
function notOneMoment({ services }: Manifest): string {
  const apart = services.filter(({ perItem }) => perItem).map(({ name }) => shown(name));
  return apart.length === 0
    ? ''
    : `\nNot one moment: the items of these services were saved one after the other, each at its own time: ${apart.join(', ')}.\n`;
}

const fetched = (commands: string[]): string =>
  [
    'Open a shell in an empty folder,',
    'put your credentials into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, fetch the snapshot by one of these commands,',
    'whichever tool you have, and begin with step 1.',
    '',
    ...commands.map((command) => `  ${command}`),
    '',
  ].join('\n');

const check = (artifacts: StoredArtifact[]): string =>
  [
    '1. Check that no file is damaged',
    '',
    "sha256sum --check <<'END'",
    ...artifacts.map(({ sha256, key }) => `${sha256}  ${key}`),
    'END',
  ].join('\n');
