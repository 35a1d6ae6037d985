import * as z from 'zod';

/** One thing that a form asks for, read from a schema. */
export interface Field {
  /** Where its value belongs: `['tls', 'ca']`. */
  path: readonly string[];
  type: 'text' | 'flag' | 'choice' | 'secret';
  required: boolean;
  /** Of a choice. */
  options?: readonly string[];
  /** What a text must look like. */
  pattern?: string;
}

/** Fields of the contract that say where a secret is to be found, and whose schema does not tell. */
const secrets = ['password', 'passphrase'];

interface Node {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  properties?: Record<string, Node>;
  required?: string[];
}

/**
 * Returns the fields of an object schema, those that are required first; a flag never is. What is fixed by the schema is not
 * asked. An object within that may be absent gives fields of which none is required.
 */
export function fieldsOf(schema: z.ZodType): Field[] {
  const fields = fieldsIn(z.toJSONSchema(schema, { io: 'input' }) as Node, [], true);
  return [...fields.filter(({ required }) => required), ...fields.filter(({ required }) => !required)];
}

function fieldsIn({ properties = {}, required = [] }: Node, path: readonly string[], needed: boolean): Field[] {
  return Object.entries(properties).flatMap(([name, node]): Field[] => {
    const at = [...path, name];
    const must = needed && required.includes(name);
    if (node.const !== undefined) return [];
    if (node.properties) return fieldsIn(node, at, must);
    if (node.type === 'boolean') return [{ path: at, type: 'flag', required: false }];
    if (node.enum) return [{ path: at, type: 'choice', required: must, options: node.enum.map(String) }];
    const type = node.pattern?.includes('command:') || secrets.includes(name) ? 'secret' : 'text';
    return [{ path: at, type, required: must, ...(node.pattern !== undefined && { pattern: node.pattern }) }];
  });
}

/** What was typed and chosen, by the field's path. */
export type Values = Record<string, string | boolean>;
/** Returns the key of a field in {@link Values}: `tls.ca`. */
export const keyOf = ({ path }: Field): string => path.join('.');

/** Returns the object that these values make, without spaces around texts. Empty texts and flags that are off are left out. */
export function objectOf(fields: readonly Field[], values: Values): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[keyOf(field)];
    if (value === undefined || value === false || (typeof value === 'string' && value.trim() === '')) continue;
    let at = made;
    for (const name of field.path.slice(0, -1)) at = at[name] = Object(at[name] ?? {}) as Record<string, unknown>;
    at[field.path.at(-1) ?? ''] = typeof value === 'string' ? value.trim() : value;
  }
  return made;
}

/**
 * Resolves with the same values, with a reference instead of each secret that was typed. Their names are new each time: an entry of
 * the same name, with secrets of its own, may be there already. Rejects when one of them cannot be kept; others may be.
 */
export async function withReferences(
  fields: readonly Field[],
  values: Values,
  keep: (name: string, secret: string) => Promise<string>,
): Promise<Values> {
  const entry = typeof values['name'] === 'string' ? values['name'].trim() : '';
  const named = `${entry}.${crypto.randomUUID().slice(0, 8)}`;
  const kept = fields
    .filter(({ type }) => type === 'secret')
    .map(async (field): Promise<[string, string][]> => {
      const secret = values[keyOf(field)];
      if (typeof secret !== 'string' || secret === '') return [];
      return [[keyOf(field), await keep(`${named}.${field.path.at(-1)}`, secret)]];
    });
  return { ...values, ...Object.fromEntries((await Promise.all(kept)).flat()) };
}

/** Returns the key of what is wrong with a value, or undefined when nothing is. */
export function problemOf(
  { required, pattern, type }: Field,
  value: string | boolean | undefined,
  /** Whether secrets are typed, and not named. */
  typed = false,
): 'ui.form.needed' | 'ui.form.not-so' | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === '') return required ? 'ui.form.needed' : undefined;
  if (type === 'secret' && typed) return undefined;
  return pattern !== undefined && !new RegExp(pattern).test(text) ? 'ui.form.not-so' : undefined;
}
