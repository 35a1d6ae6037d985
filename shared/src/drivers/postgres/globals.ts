/** A statement of a `globals.sql`, cut into its words: names unquoted, texts as they are. */
interface Word {
  text: string;
  kind: 'name' | 'quoted' | 'literal' | 'symbol';
  from: number;
  to: number;
}

/** What a role of the saved server is made from, its rights on settings of the server last. Statements hold password hashes: they never go into messages. */
export interface SavedRole {
  name: string;
  /** `CREATE ROLE`, attributes, settings, comment: in order. */
  statements: string[];
}
export interface Membership {
  role: string;
  member: string;
  /** Without `GRANTED BY`. */
  statement: string;
  /** One membership may be granted by several, with other options each. */
  grantor?: string;
}
export interface Globals {
  roles: Map<string, SavedRole>;
  memberships: Membership[];
  tablespaces: string[];
}

/** `pg_dumpall` ends with this; without it the text is cut. */
export const completion = '-- PostgreSQL database cluster dump complete';

/**
 * Returns the parts of a `pg_dumpall --globals-only`. Lines that begin with a backslash are meant for psql and are left out. Never
 * throws: a text that is cut yields what is in it, an empty one nothing.
 */
export function parseGlobals(sql: string): Globals {
  const globals: Globals = { roles: new Map(), memberships: [], tablespaces: [] };
  for (const words of statements(sql)) {
    const said = (position: number): string => (words[position]?.kind === 'name' ? words[position].text.toUpperCase() : '');
    const name = (position: number): string => words[position]?.text ?? '';
    const source = sql.slice(words[0]?.from ?? 0, words.at(-1)?.to ?? 0);
    const verb = `${said(0)} ${said(1)}`;
    if (verb === 'CREATE ROLE') {
      globals.roles.set(name(2), { name: name(2), statements: [source] });
    } else if (verb === 'ALTER ROLE' && said(3) !== 'IN') {
      globals.roles.get(name(2))?.statements.push(source);
    } else if (verb === 'COMMENT ON' && said(2) === 'ROLE') {
      globals.roles.get(name(3))?.statements.push(source);
    } else if (verb === 'CREATE TABLESPACE') {
      globals.tablespaces.push(name(2));
    } else if (said(0) === 'GRANT' && said(2) === 'TO') {
      const granted = words.findIndex((word, at) => at > 3 && word.kind === 'name' && word.text.toUpperCase() === 'GRANTED');
      const end = words[granted === -1 ? words.length - 1 : granted - 1]?.to ?? 0;
      const grantor = granted === -1 ? undefined : words[granted + 2]?.text;
      const statement = sql.slice(words[0]?.from ?? 0, end);
      globals.memberships.push({ role: name(1), member: name(3), statement, ...(grantor !== undefined && { grantor }) });
    } else if (said(0) === 'GRANT') {
      const on = words.findIndex((_, at) => said(at) === 'ON' && said(at + 1) === 'PARAMETER');
      const to = words.findIndex((_, at) => at > on && said(at) === 'TO');
      if (on !== -1 && to !== -1) globals.roles.get(name(to + 1))?.statements.push(source);
    }
  }
  return globals;
}

/** Yields the words of each statement. Cuts at semicolons outside of quotes, and drops what has none behind it. */
function* statements(sql: string): Generator<Word[]> {
  let words: Word[] = [];
  for (const word of wordsOf(sql)) {
    if (word.kind !== 'symbol' || word.text !== ';') {
      words.push(word);
      continue;
    }
    if (words.length > 0) yield words;
    words = [];
  }
}

const token =
  /(?<skip>\s+|--[^\n]*|^\\[^\n]*)|(?<escaped>[eE]'(?:[^'\\]|\\.|'')*')|(?<literal>'(?:[^']|'')*')|"(?<quoted>(?:[^"]|"")*)"|(?<name>[\p{L}_][\p{L}\p{N}_$]*)|(?<symbol>.)/gmsu;

function* wordsOf(sql: string): Generator<Word> {
  for (const match of sql.matchAll(token)) {
    const { escaped, literal, quoted, name, symbol } = match.groups ?? {};
    const place = { from: match.index, to: match.index + match[0].length };
    if (quoted !== undefined) yield { ...place, kind: 'quoted', text: quoted.replaceAll('""', '"') };
    else if (name !== undefined) yield { ...place, kind: 'name', text: name };
    else if (symbol !== undefined) yield { ...place, kind: 'symbol', text: symbol };
    else if (escaped !== undefined || literal !== undefined) yield { ...place, kind: 'literal', text: match[0] };
  }
}
