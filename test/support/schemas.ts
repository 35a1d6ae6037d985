import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

export const schemaFolder = join(import.meta.dirname, '../../docs/schema');

const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a value by a published schema; nothing when it is as promised. */
export function faultsOf(schema: string, value: unknown): unknown[] {
  let validate = compiled.get(schema);
  if (!validate) {
    const text = readFileSync(join(schemaFolder, `${schema}.json`), 'utf8');
    validate = new Ajv2020({ allErrors: true, validateFormats: false, strictTypes: false }).compile(JSON.parse(text) as object);
    compiled.set(schema, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []);
}

/** The same for lines of `--json`: each is an event of a job, or the one result. */
export const faultsOfLines = (output: string): unknown[] =>
  output
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const value = JSON.parse(line) as { type: string; kind?: string };
      return faultsOf(value.type === 'result' ? `result-${value.kind}` : 'event', value);
    });
