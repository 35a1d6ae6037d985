import type { ErrorCode } from '../model/exitCodes.ts';
import type { catalogue } from './catalogue.ts';

export type MessageKey = keyof typeof catalogue;
/** Keys of errors begin with their code, keys of hints with `hint.`. */
export type ErrorKey = Extract<MessageKey, `${ErrorCode}.${string}`>;
export type HintKey = Extract<MessageKey, `hint.${string}`>;
export type Params<K extends MessageKey> = Parameters<(typeof catalogue)[K]['en']> extends [infer P] ? P : Record<string, never>;

/** Returns a message as data, its parameters checked against its text. */
export const message = <K extends MessageKey>(key: K, params: Params<K>): { key: K; params: Params<K> } => ({ key, params });
