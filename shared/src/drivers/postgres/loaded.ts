import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Entry, Parts, Recorded } from '../../model/inventory.ts';
import { partsOf, type Difference, type FoundInventory, type LeftOut } from '../../model/proof.ts';
import { placesLeft } from './leftOut.ts';
import { databaseEntries, recorded } from './inventory.ts';
import type { RestoredDatabase, Restoration } from './restoration.ts';
import { ownerName } from './rights.ts';
import { sameOnceParsed, wordings, type Wording } from './rewording.ts';
import { major, type Server } from './server.ts';
import { Session } from './session.ts';
import { literal } from './sql.ts';

/**
 * Resolves with what is there of the databases now, under the names and with the roles of the snapshot. `databases`: each with the
 * name that it has on the server. Rows are counted if the snapshot has them, or will, unless `options` say otherwise. What differs
 * and is no loss is in `notes`. Rejects with `not-found.database` when one of them is gone, with `unproven.postgres-structure` when
 * the server does not print what the snapshot has.
 */
export async function loadedInventory(
  server: Server,
  databases: readonly (readonly [RestoredDatabase, string])[],
  plan: Restoration,
  ctx: Context,
  options: { rows: boolean } = { rows: true },
): Promise<FoundInventory> {
  const entries: Entry[] = [];
  const notes: Difference[] = [];
  const leftOut: LeftOut[] = [];
  let structured = true;
  for (const [part, name] of databases) {
    await using session = await Session.open(server, name, ctx);
    const counted = options.rows && (part.live || wereCounted(part.expected));
    const expectedRoles = part.expected.filter(({ type }) => type === 'role').map(({ name: role }) => plan.roles.mapped(role));
    const content = await databaseEntries(
      session,
      part.item,
      { version: server.version, rows: counted, roles: expectedRoles },
      ctx,
    );
    structured &&= content.structured;
    const told = new Told(part, plan, server.version, content.entries, await firstQuoted(session, plan, ctx));
    const same = await sameOnceParsed(session, told.wordings(content.entries), server.version, ctx);
    for (const entry of content.entries) entries.push(told.asCaptured(entry, same));
    entries.push(...told.merged);
    const left = leftOutOf(part);
    leftOut.push(...left);
    notes.push(...told.notes.filter((note) => !left.some((one) => isAbout(one, note))));
  }
  if (!structured && plan.recorded['schema']) throw new AppError('unproven.postgres-structure', { service: server.name });
  const known = recorded({ rows: options.rows, structured });
  const isCaptured = databases.some(([part]) => part.live);
  return {
    version: server.versionText,
    recorded: withoutLeftOut(isCaptured ? known : withoutSums(known, plan), plan),
    entries,
    ...(notes.length > 0 && { notes }),
    ...(leftOut.length > 0 && { leftOut }),
  };
}

/** Returns the databases of a restore under the names that they have once they are live. */
export const liveParts = ({ parts }: Restoration): (readonly [RestoredDatabase, string])[] =>
  parts.map((part) => [part, part.target]);

/** Resolves with the superuser that takes the saved one's place, as SQL writes it. Empty where none does. */
async function firstQuoted(session: Session, { roles: { standIn } }: Restoration, ctx: Context): Promise<string> {
  if (!standIn) return '';
  return (await session.row<{ name: string }>(`select quote_ident(${literal(standIn.becomes)}) as name`, ctx)).name;
}

const isAbout = (left: LeftOut, { type, name, field }: Difference): boolean =>
  left.type === type && left.name === name && left.field === field;

/** Returns what was left out of a database, each where the inventory would tell of it. */
const leftOutOf = (part: RestoredDatabase): LeftOut[] => {
  const { item, choice } = part;
  const places = placesLeft(part);
  const untold = (choice?.left ?? []).filter(({ text }) => !places.some((place) => place.text === text));
  return [
    ...places.map(({ text, ...place }) => ({ item, ...place, said: `${item}/${text}` })),
    // What no inventory tells of is left out nevertheless.
    ...untold.map(({ text }) => ({ item, type: '', name: '', field: '', said: `${item}/${text}` })),
  ];
};

/** Returns whether the snapshot has the rows of tables. True where there are no tables. */
const wereCounted = (expected: readonly Entry[]): boolean =>
  !expected.some(({ type }) => type === 'table') ||
  expected.some(({ exact, unknown }) => 'rows' in exact || unknown?.includes('rows'));

/** Returns the recorded facts without the sum of partitions where the snapshot has the rows of each. */
function withoutSums(known: Recorded, { recorded: { 'partitioned table': before = [] } }: Restoration): Recorded {
  const now = known['partitioned table'] ?? [];
  return before.includes('rows') ? known : { ...known, 'partitioned table': now.filter((fact) => fact !== 'rows') };
}

/** Returns the recorded facts without rights, and roles, where they were left out on purpose. */
function withoutLeftOut(known: Recorded, { noOwner, noPrivileges }: Restoration): Recorded {
  if (!noPrivileges) return known;
  return Object.fromEntries(
    Object.entries(known)
      .filter(([type]) => type !== 'default rights' && (type !== 'role' || !noOwner))
      .map(([type, facts]) => [type, facts.filter((fact) => fact !== 'rights')]),
  );
}

/** Facts that are printed from what the server has parsed, so that another major version may print them otherwise. */
const printedFacts = new Set([
  'locale',
  'definition',
  'arguments',
  'returns',
  'default',
  'base',
  'made of',
  'partition',
  'partitioned by',
  'range of',
]);
const printedParts = new Set(['defaults', 'constraints', 'indexes', 'triggers', 'rules', 'policies', 'tables']);
/** Members of an extension that hold what users have put there. */
const holding = /^(?:table|view|materialized view|sequence|foreign table|type|schema) /;

/** Tells what was found in the words of what was captured. */
class Told {
  readonly notes: Difference[] = [];
  readonly #expected: Map<string, Entry>;
  /** What was captured of roles that are one here: the saved first superuser, and one that has the name of the one here. */
  readonly merged: Entry[];
  /** The superuser here, as the server writes it in SQL. */
  readonly #first: string;
  readonly #item: string;
  readonly #plan: Restoration;
  /** The server is of another major version than the one that was captured. */
  readonly #elsewhere: boolean;
  readonly #made: ReadonlySet<string>;
  /** Rows lie in other partitions than before, and none is lost. */
  readonly #dealtAnew: boolean;
  readonly #versions: ReadonlyMap<string, unknown>;

  constructor(part: RestoredDatabase, plan: Restoration, version: number, found: readonly Entry[], first: string) {
    this.#first = first;
    this.#item = part.item;
    this.#plan = plan;
    this.#dealtAnew = holdsSameRows(part.expected, found);
    this.#made = new Set(plan.roles.missing);
    this.#elsewhere = plan.savedMajor !== major(version);
    this.#expected = new Map(part.expected.map((entry) => [this.#keyHere(entry), entry]));
    this.merged = part.expected.filter((entry) => entry.type === 'role' && this.#expected.get(this.#keyHere(entry)) !== entry);
    this.#versions = new Map(
      part.expected.filter(({ type }) => type === 'extension').map(({ name, informative }) => [name, informative['version']]),
    );
  }

  /** Returns the texts of all entries that may say the same in other words. */
  wordings(found: readonly Entry[]): Wording[] {
    return found.flatMap((entry) => {
      const expected = this.#expected.get(keyOf(entry));
      return expected ? wordings(this.#here(expected), entry) : [];
    });
  }

  /** Returns a found entry as the snapshot says it, where both say the same. Notes what differs without a loss. */
  asCaptured(found: Entry, same: readonly Wording[]): Entry {
    const expected = this.#expected.get(keyOf(found));
    if (!expected) return found;
    const here = this.#here(expected);
    const { item, name, type } = expected;
    const isSame = (sort: string, part: string): boolean =>
      same.some((one) => one.type === type && one.name === found.name && one.sort === sort && one.part === part);
    // What a newer script of an extension puts there is no row too many.
    const exact = type === 'extension table' ? {} : { ...found.exact };
    for (const [field, value] of Object.entries(expected.exact)) {
      const now = found.exact[field] ?? null;
      const agrees =
        now === (here.exact[field] ?? null) ||
        (field === 'definition' && isSame(field, '')) ||
        (field === 'rows' && this.#dealtAnew && now === null && 'rows' in found.informative);
      if (!agrees && !this.#isNote(found, field)) continue;
      exact[field] = value;
      if (!agrees && field !== 'owner') this.notes.push({ item, name, type, field, expected: value, found: now });
    }
    const parts: Parts = structuredClone(found.parts ?? {});
    const captured = partsOf(expected, {});
    for (const { sort, name: part, value, now } of partsOf(here, found)) {
      if (!this.#plan.recorded[type]?.includes(sort) || (sort === 'rights' && this.#plan.noPrivileges)) continue;
      const agrees =
        value === now || (value !== null && now !== null && isSame(sort, part)) || this.#isLeftOwner(expected, sort, part);
      const original = captured.find((one) => one.sort === sort && this.#partHere(type, sort, one.name) === part);
      if (!agrees && !this.#isPartNote(found, sort, part, value, now)) continue;
      delete parts[sort]?.[part];
      if (original?.value != null) parts[sort] = { ...parts[sort], [original.name]: original.value };
      if (!agrees) this.notes.push({ item, name, type, field: `${sort}.${part}`, expected: value, found: now });
    }
    return { ...found, name, exact, atLeast: this.#boundsOf(expected, found), ...((found.parts ?? expected.parts) && { parts }) };
  }

  /** Returns whether a right is that of the saved owner, or of the one here, where owners are left out on purpose. */
  #isLeftOwner({ exact }: Entry, sort: string, part: string): boolean {
    const [, role] = leadingRole.exec(part) ?? [];
    const isOwner = part.startsWith(ownerName) || (role !== undefined && unquoted(role) === exact['owner']);
    return this.#plan.noOwner && sort === 'rights' && isOwner;
  }

  /**
   * Returns the lower bounds that were found. Earlier snapshots ask for the value of a sequence that an extension did not register,
   * though no dump brings it along.
   */
  #boundsOf(expected: Entry, found: Entry): Entry['atLeast'] {
    const isOfExtension = found.type === 'sequence' && found.parts === undefined;
    return isOfExtension && Object.keys(found.atLeast).length === 0 ? expected.atLeast : found.atLeast;
  }

  #isNote({ type, name, exact }: Entry, field: string): boolean {
    if (type === 'role') return !this.#made.has(name) || (field === 'settings' && this.#isRefusedRole(name));
    if (type === 'extension table') return true;
    if (field === 'owner')
      return this.#plan.noOwner || (type === 'schema' && exact['owner'] === 'pg_database_owner' && this.#elsewhere);
    // What it shows is made of other data, and can be made again.
    if (type === 'matview' && field === 'filled') return exact['filled'] === false;
    return this.#elsewhere && printedFacts.has(field);
  }

  #isPartNote({ type, name, informative }: Entry, sort: string, part: string, value: string | null, now: string | null): boolean {
    // That of the saved first superuser is never given to another role here.
    const isOfSuperuser = sort === 'memberships' && part === this.#plan.roles.standIn?.becomes;
    if (type === 'role') return !this.#made.has(name) || isOfSuperuser || this.#isRefusedRole(name);
    // What others had granted to that superuser goes with the stand-in: here it may do all the same.
    if (sort === 'rights' && now === null && this.#isOfStandIn(part)) return true;
    if (type === 'extension') return this.#versions.get(name) !== informative['version'] || !holding.test(part);
    if (type === 'database' && sort === 'settings') return now === null && this.#isRefused(part);
    return this.#elsewhere && printedParts.has(sort) && value !== null && now !== null;
  }

  #isRefusedRole(name: string): boolean {
    return this.#plan.roles.refused?.has(name) ?? false;
  }

  /** Returns whether a right is one of the superuser here that takes the saved one's place, by the name of the part. */
  #isOfStandIn(part: string): boolean {
    const [, role] = leadingRole.exec(part) ?? [];
    return role !== undefined && unquoted(role) === this.#plan.roles.standIn?.becomes;
  }

  #isRefused(setting: string): boolean {
    const [, role, rest = ''] = leadingRole.exec(setting) ?? [];
    const ofRole = role !== undefined && rest !== '';
    return this.#plan.refusedSettings.some(
      (refused) =>
        refused.item === this.#item &&
        refused.name === (ofRole ? rest.trimStart() : setting) &&
        (refused.role === null ? !ofRole : ofRole && this.#plan.roles.mapped(refused.role) === unquoted(role)),
    );
  }

  /** Returns the entry as it must be found here: the saved first superuser may have another name. */
  #here(entry: Entry): Entry {
    const { mapped } = this.#plan.roles;
    const { owner } = entry.exact;
    const parts = entry.parts && {
      ...entry.parts,
      ...(entry.parts['rights'] && {
        rights: renamed(entry.parts['rights'], (role) => this.#partHere(entry.type, 'rights', role)),
      }),
      ...(entry.parts['memberships'] && { memberships: renamed(entry.parts['memberships'], mapped) }),
      ...(entry.parts['settings'] && {
        settings: renamed(entry.parts['settings'], (name) => this.#partHere(entry.type, 'settings', name)),
      }),
      ...(entry.parts['policies'] && { policies: this.#policiesHere(entry.parts['policies']) }),
    };
    return {
      ...entry,
      exact: { ...entry.exact, ...(typeof owner === 'string' && { owner: mapped(owner) }) },
      ...(parts && { parts }),
    };
  }

  /** Returns the name that a part of a thing has here, where it is made of the name of a role. */
  #partHere(type: string, sort: string, part: string): string {
    const { mapped } = this.#plan.roles;
    if (type === 'role' && sort === 'memberships') return mapped(part);
    if (sort !== 'rights' && !(type === 'database' && sort === 'settings')) return part;
    const [, role, rest] = leadingRole.exec(part) ?? [];
    if (role === undefined || rest === undefined || (sort === 'settings' && rest === '')) return part;
    return this.#quoted(mapped(unquoted(role)), role) + rest;
  }

  #policiesHere(policies: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(policies).map(([name, text]) => [
        name,
        text.replace(/ to ((?:"(?:[^"]|"")*"|[^\s",]+)(?:, (?:"(?:[^"]|"")*"|[^\s",]+))*)/, (_, list: string) => {
          const roles = list.match(/"(?:[^"]|"")*"|[^\s",]+/g) ?? [];
          return ` to ${roles.map((role) => this.#quoted(this.#plan.roles.mapped(unquoted(role)), role)).join(', ')}`;
        }),
      ]),
    );
  }

  /** Returns a role as the server prints it: only the superuser here has another name than before. */
  #quoted(name: string, before: string): string {
    return unquoted(before) === name ? before : this.#first;
  }

  /** Returns the key under which an entry of the snapshot is found here. */
  #keyHere(entry: Entry): string {
    const { mapped } = this.#plan.roles;
    if (entry.type === 'role') return keyOf({ ...entry, name: mapped(entry.name) });
    if (entry.type !== 'default rights') return keyOf(entry);
    return keyOf({ ...entry, name: this.#partHere(entry.type, 'rights', entry.name) });
  }
}

/**
 * Returns whether the partitions that a hash fills hold as many rows together as before: snapshots of 0.1.0 have the rows of each,
 * and not of all.
 */
function holdsSameRows(expected: readonly Entry[], found: readonly Entry[]): boolean {
  const before = new Map(expected.map((entry) => [keyOf(entry), entry.exact['rows']]));
  const dealt = found.filter(({ type, exact, informative }) => type === 'table' && !('rows' in exact) && 'rows' in informative);
  const sum = (rows: readonly unknown[]): number => rows.reduce<number>((all, one) => all + Number(one ?? 0), 0);
  return sum(dealt.map((entry) => before.get(keyOf(entry)))) === sum(dealt.map(({ informative }) => informative['rows']));
}

const keyOf = ({ type, name }: Pick<Entry, 'type' | 'name'>): string => JSON.stringify([type, name]);
/** The name of a role, quoted where SQL needs that, at the beginning of the name of a part. */
const leadingRole = /^("(?:[^"]|"")*"|[^\s"]+)(.*)$/s;
const unquoted = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);
const renamed = (values: Record<string, string>, name: (one: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), value]));
