import type { StoredArtifact } from '../../model/manifest.ts';
import { feed, inShell, shown, unpacked } from '../byHand.ts';
import { databaseOfExtensions, globalsName } from './capture.ts';
import { connectionTo } from './sql.ts';

/** Returns the lines of a snapshot's `README.txt` that restore these artifacts of a PostgreSQL service: {@link Driver.byHand}. */
export const byHand = (artifacts: readonly StoredArtifact[]): string[] => [
  'Needs a server of that version or newer. If its superuser is not called postgres, write that name after -U. Where psql and',
  'pg_restore are installed on this machine, "$@" alone does instead of docker exec -i CONTAINER "$@".',
  '',
  '  run() { docker exec -i CONTAINER "$@"; }',
  ...artifacts.flatMap((artifact) => ['', ...step(artifact)]),
  '',
  'Afterwards, let the server gather statistics:',
  '  run vacuumdb -U postgres --all --analyze-in-stages',
];

/** `postgres` and `template1` are in every server: they are filled, not made. */
const inEveryServer = ['postgres', 'template1'];

function step(artifact: StoredArtifact): string[] {
  if (artifact.name === globalsName) {
    return [
      'Roles, their passwords, and tablespaces. It says "already exists" of those that do: that is harmless.',
      feed(artifact, 'run psql -U postgres -d postgres -X -q'),
    ];
  }
  const rowsOf = databaseOfExtensions(artifact.name);
  if (rowsOf !== undefined) {
    return [
      `Rows of extensions in database ${shown(rowsOf)}, which its dump leaves out. Empty those tables first where they are filled.`,
      feed(artifact, `run psql -U postgres -X -q -v ON_ERROR_STOP=1 ${inShell(connectionTo(rowsOf))}`),
    ];
  }
  if (!artifact.name.endsWith('.dump')) return unpacked(artifact);
  const database = artifact.name.slice(0, -'.dump'.length);
  if (inEveryServer.includes(database)) {
    return [`Database ${shown(database)}.`, feed(artifact, `run pg_restore -U postgres -d ${database} --exit-on-error`)];
  }
  return [
    `Database ${shown(database)}, with its owner and settings. Rename one of that name first if there is one.`,
    feed(artifact, 'run pg_restore -U postgres -d postgres --create --exit-on-error'),
  ];
}
