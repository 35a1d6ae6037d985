import { messages } from './messages.ts';

export const rpc = messages({
  'host-unreachable.engine-gone': {
    en: () => 'The connection to the Longshore process is gone. Jobs under way are not affected.',
    de: () => 'Die Verbindung zum Longshore-Prozess ist weg. Laufende Aufträge sind davon nicht betroffen.',
  },
  'incompatible.protocol': {
    en: (p: { client: number; server: number }) =>
      `This window or program speaks protocol ${p.client}, the Longshore process speaks ${p.server}. Bring both to the same version.`,
    de: (p: { client: number; server: number }) =>
      `Dieses Fenster oder Programm spricht Protokoll ${p.client}, der Longshore-Prozess ${p.server}. Bringen Sie beide auf dieselbe Version.`,
  },
  'incompatible.no-hello': {
    en: () => 'The client did not say which protocol it speaks.',
    de: () => 'Der Client hat nicht gesagt, welches Protokoll er spricht.',
  },
  'unsupported.rpc-method': {
    en: (p: { method: string }) => `This Longshore process does not know the call ${p.method}.`,
    de: (p: { method: string }) => `Dieser Longshore-Prozess kennt den Aufruf ${p.method} nicht.`,
  },
  'usage.rpc-params': {
    en: (p: { method: string; problem: string }) =>
      `The call ${p.method} was made with a parameter that is not valid: ${p.problem}.`,
    de: (p: { method: string; problem: string }) => `Der Aufruf ${p.method} hatte einen ungültigen Parameter: ${p.problem}.`,
  },
  'internal.rpc-result': {
    en: (p: { method: string; problem: string }) =>
      `The call ${p.method} gave an answer that is not valid: ${p.problem}. This is a bug in Longshore.`,
    de: (p: { method: string; problem: string }) =>
      `Der Aufruf ${p.method} gab eine ungültige Antwort: ${p.problem}. Das ist ein Fehler in Longshore.`,
  },
});
