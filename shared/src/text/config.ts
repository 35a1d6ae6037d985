import { messages } from './messages.ts';

type Place = { file: string; line: number; field: string };
const at = ({ file, line }: Place): string => `${file}:${line}`;

export const config = messages({
  'usage.config-unreadable': {
    en: (p: { file: string; problem: string }) => `The configuration ${p.file} cannot be read: ${p.problem}.`,
    de: (p: { file: string; problem: string }) => `Die Konfiguration ${p.file} ist nicht lesbar: ${p.problem}.`,
  },
  'usage.config-syntax': {
    en: (p: { file: string; line: number; problem: string }) => `${p.file}:${p.line} is not valid YAML: ${p.problem}`,
    de: (p: { file: string; line: number; problem: string }) => `${p.file}:${p.line} ist kein gültiges YAML: ${p.problem}`,
  },
  'usage.config-type': {
    en: (p: Place & { expected: string }) => `${at(p)}: ${p.field} is missing or of the wrong type; expected: ${p.expected}.`,
    de: (p: Place & { expected: string }) => `${at(p)}: ${p.field} fehlt oder hat den falschen Typ; erwartet: ${p.expected}.`,
  },
  'usage.config-value': {
    en: (p: Place & { allowed: string[] }) => `${at(p)}: ${p.field} must be one of: ${p.allowed.join(', ')}.`,
    de: (p: Place & { allowed: string[] }) => `${at(p)}: ${p.field} muss eines hiervon sein: ${p.allowed.join(', ')}.`,
  },
  'usage.config-field': {
    en: (p: Place & { problem: string }) => `${at(p)}: ${p.field} is not valid: ${p.problem}.`,
    de: (p: Place & { problem: string }) => `${at(p)}: ${p.field} ist nicht gültig: ${p.problem}.`,
  },
  'usage.config-secret': {
    en: (p: Place) =>
      `${at(p)}: ${p.field} must say where the secret is, not the secret itself: env:NAME, file:PATH or command:COMMAND.`,
    de: (p: Place) =>
      `${at(p)}: ${p.field} muss sagen, wo das Geheimnis liegt, nicht das Geheimnis selbst: env:NAME, file:PFAD oder command:BEFEHL.`,
  },
  'usage.config-address': {
    en: (p: Place) => `${at(p)}: ${p.field} needs exactly one of: socket, tcp, ssh, context.`,
    de: (p: Place) => `${at(p)}: ${p.field} braucht genau eines von: socket, tcp, ssh, context.`,
  },
  'usage.config-tls': {
    en: (p: Place) => `${at(p)}: ${p.field} belongs to a tcp address only.`,
    de: (p: Place) => `${at(p)}: ${p.field} gehört nur zu einer tcp-Adresse.`,
  },
  'usage.config-ssh': {
    en: (p: Place) => `${at(p)}: ${p.field} belongs to an ssh address only.`,
    de: (p: Place) => `${at(p)}: ${p.field} gehört nur zu einer ssh-Adresse.`,
  },
  'usage.config-unknown-name': {
    en: (p: Place & { name: string; known: string[] }) =>
      `${at(p)}: ${p.field} is ${p.name}, which is not configured. There is: ${p.known.join(', ')}.`,
    de: (p: Place & { name: string; known: string[] }) =>
      `${at(p)}: ${p.field} ist ${p.name}, das ist nicht eingerichtet. Es gibt: ${p.known.join(', ')}.`,
  },
  'incompatible.config-version': {
    en: (p: { file: string; found: number; known: number }) =>
      `The configuration ${p.file} is of version ${p.found}, written by a newer Longshore. This one knows version ${p.known}.`,
    de: (p: { file: string; found: number; known: number }) =>
      `Die Konfiguration ${p.file} hat Version ${p.found} und stammt von einem neueren Longshore. Dieses kennt Version ${p.known}.`,
  },
  'storage-failed.config': {
    en: (p: { file: string; problem: string }) =>
      `The configuration ${p.file} could not be written, and is as it was: ${p.problem}.`,
    de: (p: { file: string; problem: string }) =>
      `Die Konfiguration ${p.file} ließ sich nicht schreiben und ist, wie sie war: ${p.problem}.`,
  },
  'config.unknown-field': {
    en: (p: Place) => `${at(p)}: ${p.field} is not known here and is ignored.`,
    de: (p: Place) => `${at(p)}: ${p.field} ist hier unbekannt und wird nicht beachtet.`,
  },
  'usage.secret-in-store': {
    en: (p: { reference: string }) =>
      `The secret ${p.reference} was typed into an editor or app, which keeps it and is not here to tell it. Start this from there, or say in the configuration where else it is (env:NAME, file:PATH, command:COMMAND).`,
    de: (p: { reference: string }) =>
      `Das Geheimnis ${p.reference} wurde in einen Editor oder eine App getippt, die es aufbewahren und hier nicht verraten können. Starten Sie von dort, oder geben Sie in der Konfiguration an, wo es sonst liegt (env:NAME, file:PFAD, command:BEFEHL).`,
  },
  'usage.secret-missing': {
    en: (p: { reference: string; problem: string }) => `Cannot read the secret ${p.reference}: ${p.problem}.`,
    de: (p: { reference: string; problem: string }) => `Das Geheimnis ${p.reference} ist nicht zu bekommen: ${p.problem}.`,
  },
});
