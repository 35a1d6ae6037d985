import { type Document, LineCounter, isNode, parseDocument, visit } from 'yaml';
import * as z from 'zod';
import { AppError } from '../errors.ts';
import type { Message } from '../model/message.ts';
import { message } from '../text/message.ts';
import { version, ConfigFile } from './schema.ts';

interface Parsed {
  content: ConfigFile;
  document: Document;
  warnings: Message[];
}

/**
 * Returns what the text of a configuration file says, with its document, and a warning for each field that this version does not
 * know. Throws `usage` with file, line and, unless it is no YAML, field, and `incompatible.config-version` for a newer version.
 */
export function parse(text: string, file: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    const at = broken.linePos?.[0] ?? { line: 1, col: 1 };
    const problem = broken.message.split('\n', 1)[0] ?? '';
    throw new AppError('usage.config-syntax', { file, line: at.line, problem }, { cause: broken });
  }
  const where = (path: PropertyKey[]): { file: string; line: number; field: string } => ({
    file,
    line: lineOf(document, lines, path),
    field: path.map(String).join('.'),
  });

  const value = valueOf(document, lines, file) ?? {};
  const found = z.looseObject({ version: z.number() }).safeParse(value);
  if (found.success && found.data.version > version) {
    throw new AppError('incompatible.config-version', { file, found: found.data.version, known: version });
  }

  const warnings: Message[] = [];
  const strict = ConfigFile.safeParse(value);
  for (const issue of strict.error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') continue;
    for (const key of issue.keys) {
      warnings.push(message('config.unknown-field', where([...issue.path, key])));
      removeIn(value, [...issue.path, key]);
    }
  }
  warnings.sort((a, b) => Number(a.params['line']) - Number(b.params['line']));
  const known = ConfigFile.safeParse(value);
  if (!known.success) throw fieldError(known.error.issues, where);
  checkReferences(known.data, where);
  return { content: known.data, document, warnings };
}

/**
 * Returns what a document without errors holds. Throws `usage.config-syntax` for aliases that stand for nothing before them, or for
 * too much.
 */
function valueOf(document: Document, lines: LineCounter, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    let line = 1;
    visit(document, {
      Alias(_, alias) {
        if (alias.resolve(document)) return undefined;
        line = lines.linePos(alias.range?.[0] ?? 0).line;
        return visit.BREAK;
      },
    });
    throw new AppError('usage.config-syntax', { file, line, problem: (cause as Error).message }, { cause });
  }
}

type Where = (path: PropertyKey[]) => { file: string; line: number; field: string };

const secretFields = new Set(['passwords', 'passphrase', 'password', 'credentials']);

function fieldError(issues: z.core.$ZodIssue[], where: Where): AppError {
  const all = issues.map((issue) => `${where(issue.path).line}: ${where(issue.path).field}: ${issue.message}`);
  const options = all.length > 1 ? { detail: all.join('\n') } : {};
  const [issue] = issues;
  const at = where(issue?.path ?? []);
  if (issue?.path.some((field) => secretFields.has(String(field)))) return new AppError('usage.config-secret', at, options);
  if (issue?.code === 'invalid_type') return new AppError('usage.config-type', { ...at, expected: issue.expected }, options);
  if (issue?.code === 'invalid_value')
    return new AppError('usage.config-value', { ...at, allowed: issue.values.map(String) }, options);
  return new AppError('usage.config-field', { ...at, problem: issue?.message ?? '' }, options);
}

/**
 * Throws `usage` for what a schema cannot say: `config-address` unless a host has one address, `config-tls` and `config-ssh` for
 * fields that do not go with it, `config-unknown-name` for a default that does not exist.
 */
function checkReferences(content: ConfigFile, where: Where): void {
  for (const [name, host] of Object.entries(content.hosts ?? {})) {
    const addresses = [host.socket, host.tcp, host.ssh, host.context].filter((address) => address !== undefined);
    if (addresses.length !== 1) throw new AppError('usage.config-address', where(['hosts', name]));
    if (host.tls && !host.tcp) throw new AppError('usage.config-tls', where(['hosts', name, 'tls']));
    for (const field of ['identity', 'passphrase', 'password'] as const) {
      if (host[field] !== undefined && !host.ssh && !host.context) {
        throw new AppError('usage.config-ssh', where(['hosts', name, field]));
      }
    }
  }
  const names = {
    host: ['local', ...Object.keys(content.hosts ?? {})],
    repository: ['local', ...Object.keys(content.repositories ?? {})],
  };
  for (const what of ['host', 'repository'] as const) {
    const chosen = content.default?.[what];
    if (chosen === undefined || names[what].includes(chosen)) continue;
    throw new AppError('usage.config-unknown-name', { ...where(['default', what]), name: chosen, known: names[what] });
  }
}

/** Returns the line of a field, counted from 1, or that of the nearest thing around it when the field is missing. */
function lineOf(document: Document, lines: LineCounter, path: PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function removeIn(value: unknown, path: PropertyKey[]): void {
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
  const last = path.at(-1);
  if (isRecord(parent) && last !== undefined) Reflect.deleteProperty(parent, last);
}

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;
