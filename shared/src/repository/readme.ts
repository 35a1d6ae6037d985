import { type Manifest, type StoredArtifact, imagesOf, missingNames } from '../model/manifest.ts';
import type { ServiceKind } from '../model/service.ts';

/**
 * The `README.txt` of a snapshot: how to check and restore it with standard tools alone. `fetch`: commands, any one of which
 * brings it into a folder; undefined where it lies in one.
 */
export function readme(manifest: Manifest, fetch?: string[]): string {
  const services = manifest.services.map((service, index) => {
    const artifacts = manifest.artifacts.filter((artifact) => artifact.service === service.name);
    const images = imagesOf(service).map(({ reference }) => `, image ${reference}`);
    const made = `${service.kind} ${service.version}${images.join('')}`;
    const title = `${index + 2}. Service ${shown(service.name)}: ${made.replaceAll(/\p{Cc}/gu, ' ')}`;
    return [title, ...steps[service.kind](artifacts)].join('\n');
  });
  return `${[opening(manifest, fetch), check(manifest.artifacts), ...services].join('\n\n')}\n`;
}

/** Names may hold anything; here they are only read. */
const shown = (name: string): string => JSON.stringify(name);
/** Keys are plain: no quote can be in them. */
const quoted = (artifact: StoredArtifact): string => `'${artifact.key}'`;
const isPacked = ({ codecs }: StoredArtifact): boolean => codecs.includes('zstd');

/** A command that reads the artifact's logical bytes on its standard input. */
const feed = (artifact: StoredArtifact, command: string): string =>
  isPacked(artifact) ? `  zstd -dc ${quoted(artifact)} | ${command}` : `  ${command} < ${quoted(artifact)}`;

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

/** Nothing when all of it shows one moment. */
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

const steps: Record<ServiceKind, (artifacts: StoredArtifact[]) => string[]> = {
  postgres: (artifacts) => [
    'Needs a server of that version or newer. If its superuser is not called postgres, write that name after -U. Where psql and',
    'pg_restore are installed on this machine, "$@" alone does instead of docker exec -i CONTAINER "$@".',
    '',
    '  run() { docker exec -i CONTAINER "$@"; }',
    ...artifacts.flatMap((artifact) => ['', ...postgresStep(artifact)]),
    '',
    'Afterwards, let the server gather statistics:',
    '  run vacuumdb -U postgres --all --analyze-in-stages',
  ],
  valkey: (artifacts) => artifacts.flatMap((artifact) => ['', ...valkeyStep(artifact)]),
};

/** `postgres` and `template1` are in every server: they are filled, not made. */
const inEveryServer = ['postgres', 'template1'];

function postgresStep(artifact: StoredArtifact): string[] {
  if (artifact.name.endsWith('.sql')) {
    return [
      'Roles, their passwords, and tablespaces. It says "already exists" of those that do: that is harmless.',
      feed(artifact, 'run psql -U postgres -d postgres -X -q'),
    ];
  }
  if (!artifact.name.endsWith('.dump')) return other(artifact);
  const database = artifact.name.slice(0, -'.dump'.length);
  if (inEveryServer.includes(database)) {
    return [`Database ${shown(database)}.`, feed(artifact, `run pg_restore -U postgres -d ${database} --exit-on-error`)];
  }
  return [
    `Database ${shown(database)}, with its owner and settings. Rename one of that name first if there is one.`,
    feed(artifact, 'run pg_restore -U postgres -d postgres --create --exit-on-error'),
  ];
}

function valkeyStep(artifact: StoredArtifact): string[] {
  if (!artifact.name.endsWith('.rdb')) return other(artifact);
  return [
    'Unpack it:',
    '  folder=$(mktemp -d)',
    isPacked(artifact) ? `  zstd -dc ${quoted(artifact)} > "$folder/dump.rdb"` : `  cp ${quoted(artifact)} "$folder/dump.rdb"`,
    '',
    'Look at it in a server of its own (redis-server takes the same options):',
    '  valkey-server --port 6399 --dir "$folder" --dbfilename dump.rdb --save "" --appendonly no',
    '',
    'Or put it into a container. A server with "appendonly yes" reads its append-only files instead: switch that off first.',
    '  docker stop CONTAINER',
    '  docker cp "$folder/dump.rdb" CONTAINER:/data/dump.rdb',
    '  docker start CONTAINER',
  ];
}

const other = (artifact: StoredArtifact): string[] => [
  `${shown(artifact.name)}:`,
  isPacked(artifact) ? `  zstd -dc ${quoted(artifact)} > "$(mktemp)"` : `  ls -l ${quoted(artifact)}`,
];
