import { messages } from './messages.ts';

/** What drivers of several kinds say. */
export const drivers = messages({
  'corrupt.change': {
    en: (p: { id: string }) => `The notes on the change ${p.id} cannot be read.`,
    de: (p: { id: string }) => `Die Angaben zur Änderung ${p.id} lassen sich nicht lesen.`,
  },
  'capture-failed.unordered': {
    en: () =>
      'A list of what the service holds came out of order or with something twice, so that it proves nothing. Nothing was saved.',
    de: () =>
      'Eine Liste dessen, was der Dienst enthält, kam ungeordnet oder mit etwas doppelt, daher beweist sie nichts. Es wurde nichts gesichert.',
  },
  'tool-missing.shell': {
    en: (p: { service: string }) =>
      `To exchange the files of ${p.service}, an image with a shell is needed, and none on this Docker Engine has one. Nothing was changed.`,
    de: (p: { service: string }) =>
      `Um die Dateien von ${p.service} auszutauschen, braucht es ein Image mit einer Shell, und keines auf dieser Docker-Engine hat eine. Nichts wurde verändert.`,
  },
  'recovery-needed.half-exchanged': {
    en: (p: { service: string }) => `The files of ${p.service} are half exchanged. Nothing was removed.`,
    de: (p: { service: string }) => `Die Dateien von ${p.service} sind halb ausgetauscht. Nichts wurde entfernt.`,
  },
  'conflict.undo-files-gone': {
    en: (p: { service: string }) => `The data of ${p.service} that were kept for undo are no longer there.`,
    de: (p: { service: string }) => `Die Daten von ${p.service}, die zum Rückgängigmachen aufgehoben waren, sind nicht mehr da.`,
  },
});
