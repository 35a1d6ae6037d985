import type { StoredArtifact } from '../../model/manifest.ts';
import { isPacked, quoted, unpacked } from '../byHand.ts';

/**
 * Returns the lines of a snapshot's `README.txt` that restore these artifacts of a Valkey service: {@link Driver.byHand}. Empty
 * without artifacts.
 */
export const byHand = (artifacts: readonly StoredArtifact[]): string[] =>
  artifacts.flatMap((artifact) => ['', ...step(artifact)]);

function step(artifact: StoredArtifact): string[] {
  if (!artifact.name.endsWith('.rdb')) return unpacked(artifact);
  return [
    'Unpack it:',
    '  folder=$(mktemp -d)',
    isPacked(artifact) ? `  zstd -dc ${quoted(artifact)} > "$folder/dump.rdb"` : `  cp ${quoted(artifact)} "$folder/dump.rdb"`,
    '',
    'Look at it in a server of its own (redis-server takes the same options):',
    '  valkey-server --port 6399 --dir "$folder" --dbfilename dump.rdb --save "" --appendonly no',
    '',
    'Or put it into a container. A server with "appendonly yes" reads its append-only files instead: switch that off first. One',
    'whose "dir" or "dbfilename" is another one (valkey-cli CONFIG GET dir) reads that file: put it there.',
    '  docker stop CONTAINER',
    '  docker cp "$folder/dump.rdb" CONTAINER:/data/dump.rdb',
    '  docker start CONTAINER',
  ];
}
