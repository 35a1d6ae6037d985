import type { Context } from '../../context.ts';
import type { Entry } from '../../model/inventory.ts';
import { partsOf } from '../../model/proof.ts';
import { sqlState, type Session } from './session.ts';
import { identifier, literal } from './sql.ts';
import { readOne, type Structure } from './structure.ts';

/**
 * A text of a definition that was captured, and is printed otherwise now. PostgreSQL prints what it has parsed: already one dump and
 * load turns `status in ('a', 'b')` over a varchar into other words, and each major version has its own.
 */
export interface Wording {
  type: string;
  /** The thing, quoted and with its schema. */
  name: string;
  /** `definition`, or a sort of parts. */
  sort: string;
  /** Of the part; empty for a definition. */
  part: string;
  captured: string;
  found: string;
}

const relationTypes = new Set(['table', 'partitioned table', 'foreign table']);
const viewTypes = new Set(['view', 'matview']);
const ofRelations = new Set(['defaults', 'constraints', 'indexes', 'triggers', 'rules', 'policies']);

/** Returns the texts of a thing that two entries print differently and that may say the same. Empty when there are none. */
export function wordings(captured: Entry, found: Entry): Wording[] {
  const { type, name } = captured;
  const at = { type, name };
  const changed = partsOf(captured, found).flatMap(({ sort, name: part, value, now }): Wording[] =>
    value !== null && now !== null && value !== now && (ofRelations.has(sort) || type === 'domain')
      ? [{ ...at, sort, part, captured: value, found: now }]
      : [],
  );
  const [text, now] = [captured.exact['definition'], found.exact['definition']];
  if (typeof text !== 'string' || typeof now !== 'string' || text === now || type === 'sequence') return changed;
  return [...changed, { ...at, sort: 'definition', part: '', captured: text, found: now }];
}

/**
 * Resolves with those of the texts that this server prints as they were found when it is given the captured ones: they say the same.
 * Makes each thing once more on an empty copy, in a transaction that is rolled back. What the server does not take is left out.
 * Rejects only when the session is lost.
 */
export async function sameOnceParsed(
  session: Session,
  all: readonly Wording[],
  version: number,
  ctx: Context,
): Promise<Wording[]> {
  const same: Wording[] = [];
  if (all.length === 0) return same;
  const schema = 'longshore_rewording';
  await session.execute('begin', ctx);
  try {
    if (!(await quieted(session, schema, version, ctx))) return same;
    for (const wording of all) {
      await session.execute('savepoint wording', ctx);
      try {
        if ((await printed(session, wording, schema, version, ctx)) === wording.found) same.push(wording);
      } catch (error) {
        if (sqlState(error) === undefined) throw error;
      }
      await session.execute('rollback to savepoint wording; release savepoint wording', ctx);
    }
  } finally {
    await session.execute('rollback', ctx);
  }
  return same;
}

/**
 * Resolves with whether there is a schema for the copies in the transaction, in which no event trigger fires. From 17 on, none does
 * in any session of ours.
 */
async function quieted(session: Session, schema: string, version: number, ctx: Context): Promise<boolean> {
  try {
    if (version < 170000) {
      const query = `select format('alter event trigger %I disable', evtname) as statement from pg_event_trigger where evtenabled <> 'D'`;
      for (const { statement } of await session.query<{ statement: string }>(query, ctx)) await session.execute(statement, ctx);
    }
    await session.execute(`create schema ${schema}`, ctx);
    return true;
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    return false;
  }
}

/** Resolves with how the server prints the captured text. Undefined when the thing cannot be made again. */
async function printed(
  session: Session,
  { type, name, sort, part, captured }: Wording,
  schema: string,
  version: number,
  ctx: Context,
): Promise<string | undefined> {
  const copy = `${schema}.copy`;
  const own = identifier(part);
  if (viewTypes.has(type) && sort === 'definition') {
    const how = type === 'view' ? `create view ${copy} as` : `create materialized view ${copy} as`;
    await session.execute(`${how} ${captured.trim().replace(/;$/, '')}${type === 'view' ? '' : ' with no data'}`, ctx);
    return String((await made()).exact['definition']);
  }
  if (type === 'function' || type === 'procedure') {
    await session.execute(captured, ctx);
    return String((await made(name)).exact['definition']);
  }
  if (type === 'domain') {
    const base = (await made(name)).exact['base'];
    await session.execute(`create domain ${copy} as ${String(base)}`, ctx);
    await session.execute(`alter domain ${copy} add constraint ${own} ${captured.replace(addedByUs, '')}`, ctx);
    return (await made()).parts?.['constraints']?.[part];
  }
  if (!relationTypes.has(type) && !viewTypes.has(type)) return undefined;
  await session.execute(`create table ${copy} (like ${name})`, ctx);
  const computed = sort === 'defaults' && isComputed(captured) ? await typeOf(session, copy, part, ctx) : undefined;
  for (const statement of statements(sort, own, captured, copy, computed)) await session.execute(statement, ctx);
  const text = (await made()).parts?.[sort]?.[part];
  if (text === undefined) return undefined;
  const ending = / (?:NOT VALID|enabled .)$/.exec(captured)?.[0] ?? '';
  const given = sort === 'triggers' ? digested.exec(captured.replace(/ enabled .$/, ''))?.[0] : undefined;
  const bare = text.replace(addedByUs, '');
  return (given === undefined ? bare : bare.replace(/\(\)$/, given)) + ending;

  async function made(of = copy): Promise<Structure> {
    const made = relationTypes.has(type) || (viewTypes.has(type) && sort !== 'definition') ? 'table' : type;
    return readOne(session, of === copy ? made : type, of, version, ctx);
  }
}

/** A constraint that is not checked looks at no row; a copy of a trigger is on. */
const addedByUs = / NOT VALID$/;
/** Arguments of a trigger's function, which are not kept in clear. */
const digested = /\([0-9a-f]{16}\)$/;
const isComputed = (text: string): boolean => /^(?:stored|virtual) /.test(text);

async function typeOf(session: Session, table: string, column: string, ctx: Context): Promise<string> {
  const query = `select format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = ${literal(table)}::regclass and attname = ${literal(column)}`;
  return (await session.row<{ type: string }>(query, ctx)).type;
}

/** Returns what makes a part once more on an empty copy of its table. `type`: of a computed column. */
function statements(sort: string, name: string, captured: string, copy: string, type?: string): string[] {
  switch (sort) {
    case 'defaults': {
      if (type === undefined) return [`alter table ${copy} alter column ${name} set default ${captured}`];
      const [, kind = '', expression = ''] = /^(stored|virtual) (.*)$/s.exec(captured) ?? [];
      return [
        `alter table ${copy} drop column ${name}`,
        `alter table ${copy} add column ${name} ${type} generated always as (${expression}) ${kind}`,
      ];
    }
    case 'constraints':
      return [
        `alter table ${copy} add constraint ${name} ${captured.replace(addedByUs, '')}${captured.startsWith('CHECK') ? ' NOT VALID' : ''}`,
      ];
    case 'indexes':
      return [`create ${captured.replace(' USING ', ` index ${name} on ${copy} using `)}`];
    case 'triggers':
      return [
        captured
          .replace(/ enabled .$/, '')
          .replace(digested, '()')
          .replace(' ON % ', ` ON ${copy} `),
      ];
    case 'rules':
      return [captured.replace(/ enabled .$/, '').replace(' TO %', ` TO ${copy}`)];
    case 'policies':
      return [`create policy ${name} on ${copy} ${captured}`];
    default:
      return [];
  }
}
