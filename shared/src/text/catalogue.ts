import type { ErrorCode } from '../model/exitCodes.ts';
import type { Message } from '../model/message.ts';
import { bucket } from './bucket.ts';
import { cli } from './cli.ts';
import { compare } from './compare.ts';
import { config } from './config.ts';
import { copy } from './copy.ts';
import { desktop } from './desktop.ts';
import { drivers } from './drivers.ts';
import { extension } from './extension.ts';
import { hostTest } from './hostTest.ts';
import { general } from './general.ts';
import { help } from './help.ts';
import { hosts } from './hosts.ts';
import { jobs } from './jobs.ts';
import type { Language } from './language.ts';
import { plan } from './plan.ts';
import { postgres } from './postgres.ts';
import { repository } from './repository.ts';
import { rpc } from './rpc.ts';
import { screens } from './screens.ts';
import { serve } from './serve.ts';
import { ssh } from './ssh.ts';
import { clicks } from './clicks.ts';
import { steps } from './steps.ts';
import { valkey } from './valkey.ts';

/** Everything that people read, by key. Each area of the engine keeps its texts in its own file beside this one. */
export const catalogue = {
  ...general,
  ...hosts,
  ...ssh,
  ...hostTest,
  ...drivers,
  ...postgres,
  ...valkey,
  ...repository,
  ...bucket,
  ...plan,
  ...jobs,
  ...cli,
  ...compare,
  ...copy,
  ...config,
  ...desktop,
  ...rpc,
  ...serve,
  ...steps,
  ...help,
  ...extension,
  ...screens,
  ...clicks,
};

export type MessageKey = keyof typeof catalogue;
/** Keys of errors begin with their code, keys of hints with `hint.`. */
export type ErrorKey = Extract<MessageKey, `${ErrorCode}.${string}`>;
export type HintKey = Extract<MessageKey, `hint.${string}`>;
export type Params<K extends MessageKey> = Parameters<(typeof catalogue)[K]['en']> extends [infer P] ? P : Record<string, never>;

/** A message as data, its parameters checked against its text. */
export const message = <K extends MessageKey>(key: K, params: Params<K>): { key: K; params: Params<K> } => ({ key, params });

/** Keys under which earlier versions wrote into journals what has another key now, with the same parameters. */
const renamed: Record<string, ErrorKey> = {
  'recovery-needed.valkey-half': 'recovery-needed.half-exchanged',
  'conflict.valkey-undo-gone': 'conflict.undo-files-gone',
  'corrupt.postgres-change': 'corrupt.change',
};

/** The words for a message. A key from a newer version is shown as it is, with its parameters, rather than not at all. */
export function render(text: Message, language: Language): string {
  // It named the container where the service is named now.
  if (text.key === 'tool-missing.valkey-shell')
    return render({ key: 'tool-missing.shell', params: { service: text.params['container'] ?? '' } }, language);
  const known = (catalogue as Record<string, Record<Language, (params: unknown) => string>>)[renamed[text.key] ?? text.key];
  return known ? known[language](text.params) : `${text.key} ${JSON.stringify(text.params)}`;
}
