import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Entry } from '../../model/inventory.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { listEntries, runScript, scriptOf, type LoadOptions, type Refused } from './load.ts';
import type { Server } from './server.ts';
import { Session, sqlState } from './session.ts';
import { identifier, literal } from './sql.ts';

/** An object that a load leaves out because the user named it. */
export interface LeftOut {
  /** The archive's own entry, as {@link textOf} writes it. */
  text: string;
  /** Its line of `pg_restore --list`. Absent for a check that is made with its table or domain. */
  line?: string;
  /** It is made after the load, without a look at the rows that are there. False: it stays out. */
  unchecked: boolean;
  /** The line of the comment on it, which goes where it goes. */
  comment?: string;
  /** The table or domain of a check that has no line. */
  owner?: { type: 'table' | 'domain'; name: string; constraint: string };
}

/** What is loaded of an archive, and what is not. */
export interface Choice {
  left: LeftOut[];
  /** Further entries that cannot be whole without those. */
  affected: string[];
  /** Lines of `pg_restore --list` that are loaded. */
  lines: string[];
}

/** The database that is loaded. */
interface Part {
  item: string;
  target: string;
  dump: ArtifactSource;
  /** What the inventory says of it. */
  expected: Entry[];
  choice?: Choice;
}

/**
 * What refuses data, or is made of it: it comes after the data, and can be made again. With the catalogue whose number the archive
 * notes for it. All else holds data, holds up something else (a view may carry further views, functions and rules), or protects
 * (rights, row security).
 */
const sorts: readonly { type: string; catalog: number; unchecked?: true }[] = [
  { type: 'INDEX', catalog: 1259 },
  { type: 'CONSTRAINT', catalog: 2606 },
  { type: 'FK CONSTRAINT', catalog: 2606, unchecked: true },
  { type: 'CHECK CONSTRAINT', catalog: 2606, unchecked: true },
  { type: 'TRIGGER', catalog: 2620 },
  { type: 'RULE', catalog: 2618 },
  { type: 'POLICY', catalog: 3256 },
  { type: 'MATERIALIZED VIEW DATA', catalog: 0 },
  { type: 'STATISTICS', catalog: 3381 },
  { type: 'STATISTICS DATA', catalog: 0 },
  { type: 'EVENT TRIGGER', catalog: 3466 },
  { type: 'PUBLICATION', catalog: 6104 },
  { type: 'PUBLICATION TABLE', catalog: 6106 },
  { type: 'PUBLICATION TABLES IN SCHEMA', catalog: 6237 },
  { type: 'SUBSCRIPTION', catalog: 6100 },
];

/** The name of the rule that is a view: what it shows. */
const viewRule = ' _RETURN ';

const lineParts = /^(\d+); (\d+) \d+ (.*)$/;
/** Returns what follows the numbers: type, schema, name and owner, a space between each two. */
const bodyOf = (line: string): string => lineParts.exec(line)?.[3] ?? line;
/** Returns a name, or what is made of names, as `pg_restore --list` writes it. */
const listed = (name: string): string => name.replaceAll(/[\r\n]/g, ' ');

/** Returns which sort of object a line is. Undefined for what is never left out. */
function sortOf(line: string): (typeof sorts)[number] | undefined {
  const [, , catalog, body = ''] = lineParts.exec(line) ?? [];
  const fitting = sorts.filter((sort) => String(sort.catalog) === catalog && body.startsWith(`${sort.type} `));
  const [sort] = fitting.toSorted((a, b) => b.type.length - a.type.length);
  return sort?.type === 'RULE' && body.includes(viewRule) ? undefined : sort;
}

/** Returns an entry as people name it: type, schema and names as `pg_restore --list` writes them, without numbers and owner. */
export function textOf(line: string, roles: readonly string[]): string {
  const body = bodyOf(line);
  const owners = roles.map(listed).filter((role) => body.endsWith(` ${role}`));
  const owner = owners.toSorted((a, b) => b.length - a.length)[0] ?? /\S*$/.exec(body)?.[0] ?? '';
  return body.slice(0, body.length - owner.length - 1);
}

/** Returns whether a line is meant by what people name: the entry without numbers and owner, or the whole line. */
function isMeant(line: string, object: string, roles: readonly string[]): boolean {
  if (line === object) return true;
  const body = bodyOf(line);
  if (!body.startsWith(`${object} `)) return false;
  const owner = body.slice(object.length + 1);
  return !owner.includes(' ') || roles.some((role) => listed(role) === owner);
}

/** Resolves with the entries of an archive, a line for each. Rejects as {@link listEntries} does. */
async function linesOf(server: Server, head: ArtifactSource, ctx: Context): Promise<string[]> {
  // What is read here is read once more by the load.
  const silent = { ...ctx, progress: () => {} };
  return (await listEntries(server, head, silent)).split('\n').filter((line) => lineParts.test(line));
}

/**
 * Resolves with what is loaded of an archive without these objects. Rejects with `usage.without-unknown`, `usage.without-several` or
 * `usage.without-kept` for one that it does not have, has more than once, or that is never left out; and as its stream does.
 */
export async function chooseEntries(
  server: Server,
  part: Part,
  wanted: readonly string[],
  roles: readonly string[],
  ctx: Context,
): Promise<Choice> {
  const all = await linesOf(server, part.dump, ctx);
  const left = [...new Set(wanted.map(listed))].map((object) => chosen(object, all, part, roles));
  const gone = new Set(left.flatMap(({ line }) => line ?? []));
  const rest = all.filter((line) => !gone.has(line));
  const attached = await attachments(server, part, rest, left, ctx);
  for (const one of left) {
    const comment = rest.find((line) => isCommentOn(line, one.text));
    if (comment !== undefined) one.comment = comment;
  }
  const lines = rest.filter((line) => !attached.lines.has(line) && !left.some((one) => line === one.comment || isOf(line, one)));
  return { left, affected: attached.affected, lines };
}

function chosen(object: string, all: readonly string[], part: Part, roles: readonly string[]): LeftOut {
  const { item } = part;
  const meant = all.filter((line) => isMeant(line, object, roles));
  if (meant.length > 1) throw new AppError('usage.without-several', { object, database: item, entries: meant });
  const [line] = meant;
  if (line === undefined) {
    const check = ownChecks(part).find(({ text }) => text === object);
    if (check) return check;
    throw new AppError('usage.without-unknown', { object, database: item, near: near(object, all, part, roles) });
  }
  const sort = sortOf(line);
  if (!sort) throw new AppError('usage.without-kept', { object, database: item });
  return { text: textOf(line, roles), line, unchecked: sort.unchecked ?? false };
}

/** How many entries an error lists that a name may have meant. */
const listedEntries = 5;

/** Returns entries that can be left out and whose names are like this one, the most similar first. */
function near(object: string, all: readonly string[], part: Part, roles: readonly string[]): string[] {
  const texts = [
    ...all.filter((line) => sortOf(line)).map((line) => textOf(line, roles)),
    ...ownChecks(part).map(({ text }) => text),
  ];
  const asked = pieces(object);
  const scored = [...new Set(texts)].map((text) => {
    const own = pieces(text);
    const common = [...asked].filter((piece) => own.has(piece)).length;
    return { text, likeness: common / Math.min(asked.size, own.size) };
  });
  const similar = scored.filter(({ likeness }) => likeness >= 0.4).toSorted((a, b) => b.likeness - a.likeness);
  return similar.slice(0, listedEntries).map(({ text }) => text);
}

/** Returns each three characters of a text that follow each other, whatever is between its words. */
function pieces(text: string): Set<string> {
  const plain = ` ${text
    .toLowerCase()
    .replaceAll(/[\s."'/]+/g, ' ')
    .trim()} `;
  return new Set(Array.from({ length: Math.max(1, plain.length - 2) }, (_, at) => plain.slice(at, at + 3)));
}

/** Returns whether an entry fills an object that is left out, and would fail without it. */
function isOf(line: string, { line: left, text }: LeftOut): boolean {
  const sort = left === undefined ? undefined : sortOf(left);
  const body = bodyOf(line);
  const names = text.slice((sort?.type.length ?? 0) + 1);
  if (sort?.type === 'INDEX') return body.startsWith(`STATISTICS DATA ${names} `);
  if (sort?.type !== 'PUBLICATION' || !/^PUBLICATION (?:TABLE|TABLES IN SCHEMA) /.test(body)) return false;
  return body.includes(` ${names.replace(/^- /, '')} `);
}

/** Returns whether an entry is the comment on that one. Comments name with quotes, and the table last. */
function isCommentOn(line: string, text: string): boolean {
  const [, comment] = /^COMMENT (.*)$/.exec(bodyOf(line)) ?? [];
  const sort = sorts.toSorted((a, b) => b.type.length - a.type.length).find(({ type }) => text.startsWith(`${type} `));
  if (comment === undefined || !sort) return false;
  const type = sort.type.replace(/^(?:FK|CHECK) /, '');
  const names = text.slice(sort.type.length + 1);
  const plain = comment.replaceAll(/"((?:[^"]|"")*)"/g, (_, name: string) => name.replaceAll('""', '"'));
  return splits(names).some(([schema, ...rest]) => {
    if (plain.startsWith(`${schema} ${type} ${rest.join(' ')} `) && !type.endsWith('CONSTRAINT')) return true;
    return splits(rest.join(' ')).some(([table, ...own]) => plain.startsWith(`${schema} ${type} ${own.join(' ')} ON ${table} `));
  });
}

/** Returns each way to split a text in two at a space. */
const splits = (text: string): [string, string][] =>
  [...text.matchAll(/ /g)].map(({ index }): [string, string] => [text.slice(0, index), text.slice(index + 1)]);

const name = '"(?:[^"]|"")*"|[^\\s".;]+';
const attaching = new RegExp(`^ALTER INDEX (${name})\\.(${name}) ATTACH PARTITION (${name})\\.(${name});$`, 'gm');
const unquoted = (quoted: string): string => (quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted);

/**
 * Resolves with the entries that join the index of a partition to the one of the whole, where either is left out. The index of the
 * whole is not valid without all its parts: it is among `affected`.
 */
async function attachments(
  server: Server,
  part: Part,
  lines: readonly string[],
  left: readonly LeftOut[],
  ctx: Context,
): Promise<{ lines: ReadonlySet<string>; affected: string[] }> {
  const joins = lines.filter((line) => bodyOf(line).startsWith('INDEX ATTACH '));
  const found = { lines: new Set<string>(), affected: [] as string[] };
  if (joins.length === 0) return found;
  const isLeft = (schema: string, index: string): boolean =>
    left.some(
      ({ text }) =>
        text === `INDEX ${schema} ${index}` || (text.startsWith(`CONSTRAINT ${schema} `) && text.endsWith(` ${index}`)),
    );
  const options = { shown: part.target, noOwner: true, noPrivileges: true, noTablespaces: true, list: joins.join('\n') };
  const script = (await scriptOf(server, part.dump, options, { ...ctx, progress: () => {} })).toString();
  for (const [, inSchema = '', whole = '', schema = '', piece = ''] of script.matchAll(attaching)) {
    const [a, b, c, d] = [inSchema, whole, schema, piece].map((each) => listed(unquoted(each))) as [
      string,
      string,
      string,
      string,
    ];
    if (!isLeft(a, b) && !isLeft(c, d)) continue;
    for (const line of joins) if (bodyOf(line).startsWith(`INDEX ATTACH ${c} ${d} `)) found.lines.add(line);
    if (!isLeft(a, b)) found.affected.push(`INDEX ${a} ${b}`);
  }
  return found;
}

const relationTypes = new Set(['table', 'partitioned table', 'foreign table', 'matview', 'view']);

/** Returns schema and name of an entry, as they are. Undefined for what has no schema. */
function namesOf({ name: full }: Entry): [schema: string, name: string] | undefined {
  const [, schema, own] = /^("(?:[^"]|"")*"|[^".]+)\.(.+)$/s.exec(full) ?? [];
  return schema === undefined || own === undefined ? undefined : [unquoted(schema), unquoted(own)];
}

/** A fact of an entry of an inventory, a part (`indexes.NAME`) of it, or all of it where `field` is empty. */
interface Place {
  type: string;
  name: string;
  field: string;
}

/** Returns where an inventory tells of the objects of an entry, by how the archive writes each. */
function placesOf(entry: Entry): { text: string; place: Place }[] {
  const { type, name: full, parts = {} } = entry;
  const at = (text: string, field: string): { text: string; place: Place } => ({
    text: listed(text),
    place: { type, name: full, field },
  });
  if (type === 'event trigger') return [at(`EVENT TRIGGER - ${unquoted(full)}`, '')];
  if (type === 'publication') return [at(`PUBLICATION - ${unquoted(full)}`, ''), ...published(entry, at)];
  if (type === 'object') {
    const [, sort, rest = ''] = /^(statistics object|subscription) (.*)$/s.exec(full) ?? [];
    if (sort === 'subscription') return [at(`SUBSCRIPTION - ${unquoted(rest)}`, '')];
    const names = sort === undefined ? undefined : namesOf({ ...entry, name: rest });
    return names ? [at(`STATISTICS ${names.join(' ')}`, '')] : [];
  }
  const names = namesOf(entry);
  if (!names || (type !== 'domain' && !relationTypes.has(type))) return [];
  const [schema, relation] = names;
  const each = (sort: string, word: (definition: string) => string | undefined): { text: string; place: Place }[] =>
    Object.entries(parts[sort] ?? {}).flatMap(([part, definition]) => {
      const written = word(definition);
      if (written === undefined) return [];
      return [
        at(sort === 'indexes' ? `${written} ${schema} ${part}` : `${written} ${schema} ${relation} ${part}`, `${sort}.${part}`),
      ];
    });
  return [
    ...each('indexes', () => 'INDEX'),
    ...each('constraints', (definition) =>
      definition.startsWith('CHECK') ? 'CHECK CONSTRAINT' : definition.startsWith('FOREIGN KEY') ? 'FK CONSTRAINT' : 'CONSTRAINT',
    ),
    ...each('triggers', () => 'TRIGGER'),
    ...each('rules', () => 'RULE'),
    ...each('policies', () => 'POLICY'),
    ...(type === 'matview' ? [at(`MATERIALIZED VIEW DATA ${schema} ${relation}`, 'filled')] : []),
  ];
}

function published(
  entry: Entry,
  at: (text: string, field: string) => { text: string; place: Place },
): { text: string; place: Place }[] {
  const own = unquoted(entry.name);
  const tables = Object.keys(entry.parts?.['tables'] ?? {}).flatMap((table) => {
    const names = namesOf({ ...entry, name: table });
    return names ? [at(`PUBLICATION TABLE ${names[0]} ${own} ${names[1]}`, `tables.${table}`)] : [];
  });
  const schemas = Object.keys(entry.parts?.['schemas'] ?? {}).map((schema) =>
    at(`PUBLICATION TABLES IN SCHEMA ${unquoted(schema)} ${own} ${unquoted(schema)}`, `schemas.${schema}`),
  );
  return [...tables, ...schemas];
}

/** Returns the checks of tables and domains: those that the archive makes with them have no line of their own. */
function inlineChecks({ expected }: Part): LeftOut[] {
  return expected.flatMap((entry) =>
    placesOf(entry)
      .filter(({ text }) => text.startsWith('CHECK CONSTRAINT '))
      .map(({ text, place }): LeftOut => {
        const type = entry.type === 'domain' ? 'domain' : 'table';
        return { text, unchecked: true, owner: { type, name: entry.name, constraint: place.field.slice('constraints.'.length) } };
      }),
  );
}

/** Returns those of the checks that their table does not have from another one, with which they come and go. */
function ownChecks(part: Part): LeftOut[] {
  const checks = inlineChecks(part);
  const parentsOf = (full: string): string[] => {
    const parents = part.expected.find(({ name: own }) => own === full)?.exact['parents'];
    return typeof parents === 'string' ? parents.split(', ') : [];
  };
  return checks.filter(({ owner: own }) => {
    const parents = parentsOf(own?.name ?? '');
    return !checks.some(({ owner }) => owner?.constraint === own?.constraint && parents.includes(owner?.name ?? ''));
  });
}

/** Returns what of an inventory is not compared, because it was left out, or depends on what was. Each with its entry. */
export function placesLeft({ expected, choice }: Part): (Place & { text: string })[] {
  if (!choice) return [];
  const texts = new Set([...choice.left.map(({ text }) => text), ...choice.affected]);
  const found = expected.flatMap((entry) =>
    placesOf(entry).flatMap(({ text, place }) => (texts.has(text) ? [{ ...place, text }] : [])),
  );
  return [...found, ...found.flatMap((place) => [...inherited(place, expected), ...chosenBy(place, expected)])];
}

/** Returns the same check on the tables below. */
function inherited(place: Place & { text: string }, expected: readonly Entry[]): (Place & { text: string })[] {
  if (!place.text.startsWith('CHECK CONSTRAINT ') || place.type === 'domain') return [];
  const [above, below] = [new Set([place.name]), [] as (Place & { text: string })[]];
  for (let grown = true; grown;) {
    const next = expected.filter(
      ({ name: own, exact: { parents } }) =>
        !above.has(own) && typeof parents === 'string' && [...above].some((parent) => parents.split(', ').includes(parent)),
    );
    for (const { name: own, type } of next) {
      above.add(own);
      below.push({ ...place, type, name: own });
    }
    grown = next.length > 0;
  }
  return below;
}

/** Returns the facts of a table that say which of its indexes is chosen for something, where it is this one. */
function chosenBy(place: Place & { text: string }, expected: readonly Entry[]): (Place & { text: string })[] {
  const [, own] = /^(?:indexes|constraints)\.(.*)$/s.exec(place.field) ?? [];
  const entry = expected.find(({ type, name: full }) => type === place.type && full === place.name);
  if (own === undefined || !entry) return [];
  return [
    ...(entry.exact['clustered on'] === own ? [{ ...place, field: 'clustered on' }] : []),
    ...(entry.exact['identified by'] === own
      ? [
          { ...place, field: 'identified by' },
          { ...place, field: 'replica identity' },
        ]
      : []),
  ];
}

const violated = /(?:new row for relation|value for domain) "?(.*?)"? violates check constraint "(.*)"$/m;
/** `pg_restore` says the first 127 characters of what was refused. */
const command = /(?:^|\n)Command was: ([^]*?)(?:\.\.\.)?\s*(?:\n\n|\npg_restore: |$)/;
/** The line before the statements of each entry in a script. */
const header = /^-- Name: (.*); Type: (.*); Schema: (.*); Owner: .*$/gm;

/**
 * Resolves with the entry that `pg_restore` complains of, found by the statement that was refused. Undefined when it is not to be
 * told. Rejects as {@link listEntries} does.
 */
export async function refusedEntry(server: Server, part: Part, complaint: string, ctx: Context): Promise<Refused | undefined> {
  const [, on, constraint] = violated.exec(complaint) ?? [];
  const check = on === undefined || constraint === undefined ? undefined : checkNamed(part, on, constraint);
  if (check !== undefined) return { entry: check, without: check };
  const [, statement] = command.exec(complaint) ?? [];
  if (statement === undefined) return undefined;
  const lines = await linesOf(server, part.dump, ctx);
  const options = { shown: part.target, noOwner: false, noPrivileges: true, noTablespaces: true, list: lines.join('\n') };
  const script = (await scriptOf(server, part.dump, options, { ...ctx, progress: () => {} })).toString();
  const found = entriesOf(script).filter(({ sql }) => sql.includes(`\n${statement}`));
  const [only, ...others] = found.length > 1 ? found.filter(({ own }) => complaint.includes(own)) : found;
  if (!only || others.length > 0) return undefined;
  const same = lines.filter((line) => bodyOf(line).startsWith(`${only.text} `) && isMeant(line, only.text, [only.owner]));
  const line = same[same.length > 1 ? only.nth : 0];
  if (line === undefined || !sortOf(line)) return { entry: only.text };
  return { entry: only.text, without: same.length > 1 ? line : only.text };
}

/** An entry in a script, and its statements. */
interface Scripted {
  text: string;
  owner: string;
  /** The last word of its name. */
  own: string;
  /** How many of the same name are before it. */
  nth: number;
  sql: string;
}

function entriesOf(script: string): Scripted[] {
  const before = new Map<string, number>();
  const headers = [...script.matchAll(header)];
  return headers.map((match, at): Scripted => {
    const [whole, named = '', type = '', schema = ''] = match;
    const text = `${type} ${schema} ${named}`;
    const nth = before.get(text) ?? 0;
    before.set(text, nth + 1);
    const sql = script.slice(match.index + whole.length, headers[at + 1]?.index ?? script.length);
    return { text, owner: whole.slice(whole.lastIndexOf('; Owner: ') + 9), own: named.split(' ').at(-1) ?? '', nth, sql };
  });
}

/** Returns the check of this name on a table or domain, or where that has it from. */
function checkNamed(part: Part, on: string, constraint: string): string | undefined {
  const checks = inlineChecks(part).filter(({ owner }) => owner?.constraint === constraint);
  const above = (full: string): string => {
    const parents = part.expected.find(({ name: own }) => own === full)?.exact['parents'];
    const parent = checks.find(({ owner }) => owner?.name === parents)?.owner;
    return parent ? above(parent.name) : full;
  };
  const named = checks.filter(({ owner }) => {
    const [, own = ''] = namesOf({ name: owner?.name ?? '' } as Entry) ?? [];
    return own === on || owner?.name === on;
  });
  const [first, ...others] = named;
  if (!first?.owner || others.length > 0) return undefined;
  const top = above(first.owner.name);
  return checks.find(({ owner }) => owner?.name === top)?.text;
}

/**
 * Takes checks off that are made with their tables, between the definitions and the data. Resolves with the statements that bring
 * them back. Rejects with `tool-failed.sql` when the server refuses.
 */
export async function takeOffChecks(
  server: Server,
  database: string,
  { left }: Choice,
  ctx: Context,
): Promise<Map<LeftOut, string>> {
  const again = new Map<LeftOut, string>();
  await using session = await Session.open(server, database, ctx);
  for (const one of left) {
    const { owner } = one;
    if (!owner) continue;
    const { type, name: full, constraint } = owner;
    const id = type === 'table' ? `conrelid = ${literal(full)}::regclass` : `contypid = ${literal(full)}::regtype`;
    const { definition } = await session.row<{ definition: string }>(
      `select pg_get_constraintdef(oid) as definition from pg_constraint where ${id} and conname = ${literal(constraint)}`,
      ctx,
    );
    await session.execute(`alter ${type} ${full} drop constraint ${identifier(constraint)}`, ctx);
    const unchecked = `${definition.replace(/ NOT VALID$/, '')} NOT VALID`;
    again.set(one, `alter ${type} ${full} add constraint ${identifier(constraint)} ${unchecked}`);
  }
  return again;
}

/** The end of the only statement of a script by `pg_restore`. */
const lastStatement = /(?: NOT VALID)?;(?=\s*--\s*-- PostgreSQL database dump complete)/;

/**
 * Makes what was left out and need not look at rows that are there, as `NOT VALID`. Resolves with those that the server refuses even
 * so: they stay out. `checks`: the statements of {@link takeOffChecks}. Rejects when the session or the archive's stream is lost.
 */
export async function makeUnchecked(
  server: Server,
  database: string,
  part: Part & { choice: Choice },
  checks: ReadonlyMap<LeftOut, string>,
  options: LoadOptions,
  ctx: Context,
): Promise<LeftOut[]> {
  const out: LeftOut[] = [];
  // What is read here was read by the load.
  const silent = { ...ctx, progress: () => {} };
  for (const one of part.choice.left.filter(({ unchecked }) => unchecked)) {
    if (!(await isMade(one))) out.push(one);
  }
  return out;

  async function isMade(one: LeftOut): Promise<boolean> {
    const statement = checks.get(one);
    try {
      if (statement !== undefined) {
        await using session = await Session.open(server, database, ctx);
        await session.execute(statement, ctx);
      } else if (one.line !== undefined) {
        const script = await scriptOf(server, part.dump, { ...options, list: one.line }, silent);
        const unchecked = script.toString('latin1').replace(lastStatement, ' NOT VALID;');
        await runScript(server, database, options.shown, Buffer.from(unchecked, 'latin1'), ctx);
      }
      if (one.comment !== undefined) {
        const script = await scriptOf(server, part.dump, { ...options, list: one.comment }, silent);
        await runScript(server, database, options.shown, script, ctx);
      }
      return true;
    } catch (error) {
      if (sqlState(error) === undefined && !(AppError.is(error) && error.key === 'tool-failed.restore')) throw error;
      return false;
    }
  }
}
