import { messages } from './messages.ts';

/** What storages say: folders and buckets alike. */
export const storage = messages({
  'storage-failed.io': {
    en: (p: { path: string; reason: string }) => `${p.path} could not be read or written: ${p.reason}.`,
    de: (p: { path: string; reason: string }) => `${p.path} konnte nicht gelesen oder geschrieben werden: ${p.reason}.`,
  },
  'storage-failed.cut': {
    en: (p: { path: string }) => `The data for ${p.path} stopped before its end, so nothing was stored under that name.`,
    de: (p: { path: string }) =>
      `Die Daten für ${p.path} brachen vor ihrem Ende ab; unter diesem Namen wurde nichts gespeichert.`,
  },
  'storage-failed.size': {
    en: (p: { file: string; sent: number; stored: number }) =>
      `${p.file}: ${p.sent} bytes were sent, but the storage reports ${p.stored}. The file is not part of any snapshot.`,
    de: (p: { file: string; sent: number; stored: number }) =>
      `${p.file}: ${p.sent} Bytes wurden gesendet, der Speicher meldet aber ${p.stored}. Die Datei gehört zu keinem Schnappschuss.`,
  },
  'storage-failed.file-too-big': {
    en: (p: { path: string }) => `${p.path} became larger than this disk allows for one file (FAT32 disks end at 4 GB).`,
    de: (p: { path: string }) =>
      `${p.path} wurde größer, als dieser Datenträger für eine Datei erlaubt (bei FAT32 ist bei 4 GB Schluss).`,
  },
  'storage-failed.key': {
    en: (p: { key: string }) => `${JSON.stringify(p.key)} cannot be the name of a stored file.`,
    de: (p: { key: string }) => `${JSON.stringify(p.key)} kann kein Name einer gespeicherten Datei sein.`,
  },
  'no-space.storage': {
    en: (p: { path: string }) => `The disk is full: ${p.path} could not be written. The unfinished file was removed.`,
    de: (p: { path: string }) =>
      `Der Datenträger ist voll: ${p.path} konnte nicht geschrieben werden. Die unfertige Datei wurde entfernt.`,
  },
  'denied.storage': {
    en: (p: { path: string }) => `No permission to read or write ${p.path}.`,
    de: (p: { path: string }) => `Keine Berechtigung, ${p.path} zu lesen oder zu schreiben.`,
  },
  'denied.link': {
    en: (p: { path: string }) => `${p.path} is a symbolic link. Links inside a repository are not followed.`,
    de: (p: { path: string }) =>
      `${p.path} ist eine symbolische Verknüpfung. Verknüpfungen in einem Repository wird nicht gefolgt.`,
  },
  'conflict.exists': {
    en: (p: { key: string }) => `${p.key} exists already and was left as it is.`,
    de: (p: { key: string }) => `${p.key} gibt es schon; es wurde nicht verändert.`,
  },
  'not-found.object': {
    en: (p: { key: string; storage: string }) => `${p.key} does not exist in ${p.storage}.`,
    de: (p: { key: string; storage: string }) => `${p.key} gibt es in ${p.storage} nicht.`,
  },
  'unsupported.zstd': {
    en: (p: { node: string }) => `This Node.js (${p.node}) cannot read or write Zstandard. Version 22.15 or newer can.`,
    de: (p: { node: string }) => `Dieses Node.js (${p.node}) beherrscht Zstandard nicht. Ab Version 22.15 geht es.`,
  },

  'hint.free-space': {
    en: () => 'Free some space there, or choose another repository with --repo.',
    de: () => 'Schaffen Sie dort Platz, oder wählen Sie mit --repo ein anderes Repository.',
  },
  'hint.check-access': {
    en: () => 'Check who owns the folder, and whether the disk is mounted read-only.',
    de: () => 'Prüfen Sie, wem der Ordner gehört und ob der Datenträger schreibgeschützt eingehängt ist.',
  },
});
