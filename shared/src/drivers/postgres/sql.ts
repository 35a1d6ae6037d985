/** Returns a name in double quotes for SQL, whatever it is made of. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Returns a text in single quotes for SQL. Every session of ours has `standard_conforming_strings` on. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Returns a connection string that names exactly this database. Without it, `dbname=postgres` would be taken for a connection
 * string itself, and lead to another database.
 */
export const connectionTo = (database: string): string => `dbname='${database.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

/**
 * Returns the elements of a comma-separated list of names, as a setting like `search_path` keeps it, without their quotes. Empty
 * for an empty text.
 */
export function nameList(text: string): string[] {
  const names: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^",]+))\s*(?:,|$)/g)) {
    names.push(quoted === undefined ? (plain ?? '').trim() : quoted.replaceAll('""', '"'));
  }
  return names;
}

const longest = 63;

/**
 * Returns the name with the suffix, cut so that both fit into the 63 bytes that PostgreSQL keeps, never inside a character. Behind
 * it comes `_2` and so on when the result is taken, to which it is not added.
 */
export function derivedName(name: string, suffix: string, taken: ReadonlySet<string>): string {
  for (let attempt = 1; ; attempt += 1) {
    const end = attempt === 1 ? suffix : `${suffix}_${attempt}`;
    const derived = cut(name, longest - Buffer.byteLength(end)) + end;
    if (!taken.has(derived)) return derived;
  }
}

function cut(name: string, bytes: number): string {
  let kept = '';
  let size = 0;
  for (const character of name) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    kept += character;
  }
  return kept;
}
