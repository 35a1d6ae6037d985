import type { Command } from 'commander';
import type { ErrorInfo } from '../model/error.ts';
import { type Kind, candidates, kindOf } from './completion.ts';
import type { Session } from './session.ts';

/**
 * Resolves with names like the one that was not found, as a line to print, or with no line: for any other error, when none is
 * alike, when the core does not answer. Never rejects.
 */
export async function suggestionFor(error: ErrorInfo, session: Session, program: Command): Promise<string[]> {
  if (error.code !== 'not-found') return [];
  const asked = Object.entries(error.message.params).flatMap(([name, value]) => {
    const kind = kindOf(name);
    return kind && typeof value === 'string' ? [{ kind, value }] : [];
  });
  const [first] = asked;
  if (!first) return [];
  const known = await namesOf(first.kind, session, program);
  const alike = similar(first.value, known);
  return alike.length === 0 ? [] : [session.terminal.err.style.strong(session.words.t('hint.did-you-mean', { names: alike }))];
}

/**
 * Resolves with the names of a kind, or an empty list when they cannot be read, whatever the reason: a suggestion is not worth a
 * second error.
 */
async function namesOf(kind: Kind, session: Session, program: Command): Promise<string[]> {
  try {
    return (await candidates(kind, session, program)).map(({ value }) => value);
  } catch {
    return [];
  }
}

/**
 * Returns up to three known names that a person may have meant, the nearest first: a few letters off, or the whole of what was
 * begun.
 */
export function similar(name: string, known: string[]): string[] {
  const wanted = name.toLowerCase();
  return known
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/**
 * Returns how many letters were added, left out, changed or swapped with their neighbour. 1 when the second name begins with the
 * first, if that has three letters or more.
 */
function distanceOf(a: string, b: string): number {
  if (a.length >= 3 && b.startsWith(a)) return 1;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
      row.push(
        Math.min(at(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(i - 1, j - 1) + same, swapped ? at(i - 2, j - 2) + 1 : Infinity),
      );
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
