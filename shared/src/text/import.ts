import { messages } from './messages.ts';

/** What an import says of the folder that it reads. */
export const imports = messages({
  'usage.import-relative': {
    en: (p: { path: string }) => `${p.path} is not a full path. Nothing was imported.`,
    de: (p: { path: string }) => `${p.path} ist kein vollständiger Pfad. Es wurde nichts importiert.`,
  },
  'not-found.import-folder': {
    en: (p: { path: string }) => `There is no folder ${p.path}. Nothing was imported.`,
    de: (p: { path: string }) => `Den Ordner ${p.path} gibt es nicht. Es wurde nichts importiert.`,
  },
  'usage.import-folder': {
    en: (p: { path: string }) => `${p.path} is not the folder of a snapshot: it holds no manifest.json. Nothing was imported.`,
    de: (p: { path: string }) =>
      `${p.path} ist nicht der Ordner eines Schnappschusses: manifest.json fehlt darin. Es wurde nichts importiert.`,
  },
  'hint.import-folder': {
    en: (p: { candidates: string[] }) =>
      p.candidates.length === 0
        ? 'Name the folder of one snapshot. A copy that was cut off has no manifest.json: copy it again.'
        : `Name the folder of one snapshot, such as ${p.candidates.join(' or ')}.`,
    de: (p: { candidates: string[] }) =>
      p.candidates.length === 0
        ? 'Nennen Sie den Ordner eines Schnappschusses. Einer abgebrochenen Kopie fehlt manifest.json: kopieren Sie noch einmal.'
        : `Nennen Sie den Ordner eines Schnappschusses, etwa ${p.candidates.join(' oder ')}.`,
  },
  'usage.import-too-many': {
    en: (p: { path: string; most: number }) => `${p.path} holds more than ${p.most} files: that is no snapshot.`,
    de: (p: { path: string; most: number }) => `${p.path} enthält mehr als ${p.most} Dateien: das ist kein Schnappschuss.`,
  },
  'corrupt.import-link': {
    en: (p: { path: string; file: string }) =>
      `${p.file} in ${p.path} is a link or a device, not a file. A snapshot holds only files. Nothing was imported.`,
    de: (p: { path: string; file: string }) =>
      `${p.file} in ${p.path} ist eine Verknüpfung oder ein Gerät, keine Datei. Ein Schnappschuss enthält nur Dateien. Es wurde nichts importiert.`,
  },
  'hint.copy-again': {
    en: () => 'Copy the folder again from where it came, in full and without anything else.',
    de: () => 'Kopieren Sie den Ordner noch einmal von dort, woher er kommt: ganz und ohne anderes darin.',
  },
  'conflict.import-other': {
    en: (p: { snapshot: string }) =>
      `The repository has another ${p.snapshot} already, with other content. It was left as it is; nothing was imported.`,
    de: (p: { snapshot: string }) =>
      `Im Repository gibt es schon ein ${p.snapshot} mit anderem Inhalt. Es blieb, wie es ist; es wurde nichts importiert.`,
  },
  'conflict.import-same': {
    en: (p: { snapshot: string }) => `${p.snapshot} is in the repository already, with the same content.`,
    de: (p: { snapshot: string }) => `${p.snapshot} ist schon im Repository, mit demselben Inhalt.`,
  },
  'conflict.import-attempt': {
    en: (p: { snapshot: string }) =>
      `The place of ${p.snapshot} in the repository is taken by an unfinished snapshot or by other files. Nothing was imported.`,
    de: (p: { snapshot: string }) =>
      `Der Platz von ${p.snapshot} im Repository ist durch einen unfertigen Schnappschuss oder andere Dateien belegt. Es wurde nichts importiert.`,
  },
  'hint.import-attempt': {
    en: () =>
      'If another job writes it, wait until that has ended; what a dead one of another machine left, its own machine cleans up.',
    de: () =>
      'Wenn ein anderer Auftrag ihn schreibt, warten Sie dessen Ende ab; was ein toter Auftrag eines anderen Rechners hinterließ, räumt jener Rechner auf.',
  },
});
