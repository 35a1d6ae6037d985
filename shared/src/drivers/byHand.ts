import type { StoredArtifact } from '../model/manifest.ts';

/** Lines of a snapshot's `README.txt`: commands with standard tools that bring an artifact back. */

/** Returns a name in quotes: it may hold anything, and is only read here. */
export const shown = (name: string): string => JSON.stringify(name);

/** Returns an artifact's key in quotes: keys are plain, no quote can be in them. */
export const quoted = (artifact: StoredArtifact): string => `'${artifact.key}'`;

export const isPacked = ({ codecs }: StoredArtifact): boolean => codecs.includes('zstd');

/** Returns a command that reads the artifact's logical bytes on its standard input. */
export const feed = (artifact: StoredArtifact, command: string): string =>
  isPacked(artifact) ? `  zstd -dc ${quoted(artifact)} | ${command}` : `  ${command} < ${quoted(artifact)}`;

/** Returns how to unpack an artifact that a driver does not know. */
export const unpacked = (artifact: StoredArtifact): string[] => [
  `${shown(artifact.name)}:`,
  isPacked(artifact)
    ? `  file=$(mktemp) && zstd -dc ${quoted(artifact)} > "$file" && echo "$file"`
    : `  ls -l ${quoted(artifact)}`,
];
