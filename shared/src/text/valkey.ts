import { messages } from './messages.ts';

export const valkey = messages({
  'corrupt.rdb-magic': {
    en: () => 'This is not a Redis or Valkey dump: its first bytes are different ones.',
    de: () => 'Das ist kein Redis- oder Valkey-Abbild: Es beginnt mit anderen Bytes.',
  },
  'corrupt.rdb-truncated': {
    en: (p: { offset: number }) => `The dump is incomplete: it ends after ${p.offset} bytes without its end mark.`,
    de: (p: { offset: number }) => `Das Abbild ist unvollständig: Es endet nach ${p.offset} Bytes ohne seine Endmarke.`,
  },
  'corrupt.rdb-checksum': {
    en: () => 'The dump is damaged: its checksum does not match its content.',
    de: () => 'Das Abbild ist beschädigt: Seine Prüfsumme passt nicht zum Inhalt.',
  },
  'corrupt.rdb-structure': {
    en: (p: { offset: number }) => `The dump is damaged: what stands at or before byte ${p.offset} cannot be right.`,
    de: (p: { offset: number }) => `Das Abbild ist beschädigt: Was bei Byte ${p.offset} oder davor steht, kann nicht stimmen.`,
  },
  'corrupt.rdb-trailing': {
    en: (p: { offset: number }) => `The dump is not clean: it ends at byte ${p.offset}, but more bytes follow.`,
    de: (p: { offset: number }) => `Das Abbild ist nicht sauber: Es endet bei Byte ${p.offset}, aber es folgen weitere Bytes.`,
  },
  'unsupported.rdb-version': {
    en: (p: { format: string }) =>
      `The dump has the format ${p.format}, which is newer than this version of Longshore can check.`,
    de: (p: { format: string }) =>
      `Das Abbild hat das Format ${p.format}; das ist neuer, als diese Version von Longshore prüfen kann.`,
  },
  'unsupported.rdb-module': {
    en: (p: { offset: number }) =>
      `The dump holds data of a module in the format of a Redis release candidate (at byte ${p.offset}), which nothing can read but that module.`,
    de: (p: { offset: number }) =>
      `Das Abbild enthält Daten eines Moduls im Format einer Redis-Vorabversion (bei Byte ${p.offset}), die nur dieses Modul lesen kann.`,
  },
});
