import type { StoredArtifact } from '../model/manifest.ts';

/** Lines of a snapshot's `README.txt`: commands with standard tools that bring an artifact back. */

/** Returns a name in double quotes: it may hold anything, and is only read here. */
export const shown = (name: string): string => JSON.stringify(name);

/** Returns a word in single quotes, as a shell reads it back. */
export const inShell = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Returns an artifact's key in single quotes: keys are plain, no quote can be in them. */
export const quoted = (artifact: StoredArtifact): string => `'${artifact.key}'`;

/** Returns whether the stored artifact must be unpacked by `zstd`. */
export const isPacked = ({ codecs }: StoredArtifact): boolean => codecs.includes('zstd');

/** Returns a line of shell, indented, that runs the command with the artifact's logical bytes on its standard input. */
export const feed = (artifact: StoredArtifact, command: string): string =>
  isPacked(artifact) ? `  zstd -dc ${quoted(artifact)} | ${command}` : `  ${command} < ${quoted(artifact)}`;

/**
 * Returns the lines for an artifact that a driver does not know: its name, then one command that unpacks it to a file, or lists
 * it where it is not packed.
 */
export const unpacked = (artifact: StoredArtifact): string[] => [
  `${shown(artifact.name)}:`,
  isPacked(artifact)
    ? `  file=$(mktemp) && zstd -dc ${quoted(artifact)} > "$file" && echo "$file"`
    : `  ls -l ${quoted(artifact)}`,
];
