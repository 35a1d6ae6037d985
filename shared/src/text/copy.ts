import { messages } from './messages.ts';

const list = (names: string[]): string => names.join(', ');

/** Copies from one stack straight into another. */
export const copy = messages({
  'title.copy': {
    en: (p: { from: string; to: string }) => `Copy from ${p.from} into ${p.to}`,
    de: (p: { from: string; to: string }) => `Von ${p.from} nach ${p.to} kopieren`,
  },
  'fact.copied-from': {
    en: (p: { stack: string; host: string; services: string[] }) =>
      `Copied from ${list(p.services)} of ${p.stack} on ${p.host}, which is only read and goes on. What is written there after the copy has begun will not be in it.`,
    de: (p: { stack: string; host: string; services: string[] }) =>
      `Kopiert von ${list(p.services)} aus ${p.stack} auf ${p.host}: dort wird nur gelesen, alles läuft weiter. Was dort nach dem Beginn geschrieben wird, ist nicht enthalten.`,
  },
  'warning.copy-online': {
    en: (p: { stack: string }) =>
      `Applications of ${p.stack} go on writing, and each service is copied at its own moment: they may differ by what was written in between. For one moment of all, back up and restore.`,
    de: (p: { stack: string }) =>
      `Anwendungen von ${p.stack} schreiben weiter, und jeder Dienst wird zu seinem eigenen Zeitpunkt kopiert: sie können um das inzwischen Geschriebene abweichen. Für einen gemeinsamen Zeitpunkt: sichern und wiederherstellen.`,
  },
  'warning.copies-production': {
    en: (p: { stack: string; environment: string }) =>
      `The copy holds unmasked production data, and ${p.stack} is marked ${p.environment}.`,
    de: (p: { stack: string; environment: string }) =>
      `Die Kopie enthält unmaskierte Produktionsdaten, und ${p.stack} ist als ${p.environment} markiert.`,
  },
  'usage.target-twice': {
    en: (p: { service: string; sources: string[] }) =>
      `${list(p.sources)} would all go into ${p.service}, and only one of them can. Choose one.`,
    de: (p: { service: string; sources: string[] }) =>
      `${list(p.sources)} gingen alle in ${p.service}, dort ist aber nur für einen Platz. Wählen Sie einen.`,
  },
  'usage.copy-onto-itself': {
    en: (p: { item: string; service: string }) => `${p.item} in ${p.service} cannot be copied onto itself.`,
    de: (p: { item: string; service: string }) => `${p.item} in ${p.service} lässt sich nicht auf sich selbst kopieren.`,
  },
  'hint.copy-as': {
    en: () => 'Copy it into another stack or service, or give a database another name: --as NAME.',
    de: () => 'Kopieren Sie in einen anderen Stack oder Dienst, oder geben Sie einer Datenbank einen anderen Namen: --as NAME.',
  },
  'usage.copy-source': {
    en: (p: { source: string }) => `${p.source} names nothing to copy. It has to be STACK, STACK/SERVICE or STACK/SERVICE/ITEM.`,
    de: (p: { source: string }) =>
      `${p.source} benennt nichts Kopierbares. Möglich: STACK, STACK/DIENST oder STACK/DIENST/ELEMENT.`,
  },
  'usage.copy-target': {
    en: (p: { target: string }) => `--to ${p.target} names no target. It has to be STACK or STACK/SERVICE.`,
    de: (p: { target: string }) => `--to ${p.target} benennt kein Ziel. Möglich: STACK oder STACK/DIENST.`,
  },
  'usage.copy-stacks': {
    en: (p: { stacks: string[] }) => `One copy reads from one stack, not from ${list(p.stacks)}.`,
    de: (p: { stacks: string[] }) => `Eine Kopie liest aus einem Stack, nicht aus ${list(p.stacks)}.`,
  },
  'not-found.source-item': {
    en: (p: { item: string; service: string; stack: string; items: string[] }) =>
      `${p.service} of ${p.stack} has no ${p.item}. It has: ${list(p.items)}.`,
    de: (p: { item: string; service: string; stack: string; items: string[] }) =>
      `${p.service} von ${p.stack} hat kein ${p.item}. Vorhanden: ${list(p.items)}.`,
  },
  'incomplete.source-unreadable': {
    en: (p: { service: string; stack: string }) =>
      `${p.service} of ${p.stack} cannot be read, so it cannot be copied. Nothing was done.`,
    de: (p: { service: string; stack: string }) =>
      `${p.service} von ${p.stack} ist nicht lesbar und lässt sich darum nicht kopieren. Es wurde nichts getan.`,
  },
  'unsupported.copy-in-place': {
    en: (p: { service: string; items: string[] }) =>
      `${list(p.items)} in ${p.service} can only be overwritten in place. That is proven by reading it twice, and a copy can be read once. Nothing was done.`,
    de: (p: { service: string; items: string[] }) =>
      `${list(p.items)} in ${p.service} lässt sich nur an Ort und Stelle überschreiben. Bewiesen wird das durch zweimaliges Lesen; eine Kopie lässt sich nur einmal lesen. Es wurde nichts getan.`,
  },
  'unsupported.copy-disturbs': {
    en: (p: { service: string; stack: string }) =>
      `${p.service} of ${p.stack} cannot be read without stopping or pausing containers, and a copy leaves the stack alone that it reads. Nothing was done.`,
    de: (p: { service: string; stack: string }) =>
      `${p.service} von ${p.stack} ist nur lesbar, wenn Container stoppen oder angehalten werden; eine Kopie lässt aber den Stack in Ruhe, aus dem sie liest. Es wurde nichts getan.`,
  },
  'hint.copy-by-snapshot': {
    en: (p: { from: string; to: string }) =>
      `Take the way over a snapshot: longshore backup ${p.from}, then longshore restore ${p.from}/latest --to ${p.to}`,
    de: (p: { from: string; to: string }) =>
      `Nehmen Sie den Weg über einen Schnappschuss: longshore backup ${p.from}, dann longshore restore ${p.from}/latest --to ${p.to}`,
  },
  'unsupported.copy-definitions': {
    en: (p: { database: string }) =>
      `The definitions in ${p.database} are too large to be held for a second reading, which its extensions need. Back it up and restore it instead. The live data was not touched.`,
    de: (p: { database: string }) =>
      `Die Definitionen in ${p.database} sind zu groß, um sie für das zweite Lesen zu behalten, das ihre Erweiterungen brauchen. Sichern Sie stattdessen und stellen Sie wieder her. Die laufenden Daten wurden nicht berührt.`,
  },
  'recovery-needed.source': {
    en: (p: { host: string }) =>
      `${p.host}, which was copied from, does not answer, so what this job has started there could not be ended. The data that was copied into is whole, its containers run.`,
    de: (p: { host: string }) =>
      `${p.host}, wovon kopiert wurde, antwortet nicht; was dieser Auftrag dort gestartet hat, ließ sich nicht beenden. Die Daten am Ziel sind heil, die Container dort laufen.`,
  },
  'step.fit': {
    en: (p: { services: string[] }) => `Check that ${list(p.services)} can hold what comes: versions, extensions`,
    de: (p: { services: string[] }) => `Prüfen, ob ${list(p.services)} aufnehmen kann, was kommt: Versionen, Erweiterungen`,
  },
  'result.copy': {
    en: (p: { from: string; to: string; time: string }) => `Copied from ${p.from} into ${p.to} in ${p.time}`,
    de: (p: { from: string; to: string; time: string }) => `Von ${p.from} nach ${p.to} kopiert, in ${p.time}`,
  },
  'help.command.copy': {
    en: () => 'copy live data into another stack, host or name',
    de: () => 'laufende Daten in einen anderen Stack, Host oder Namen kopieren',
  },
  'help.examples.copy': {
    en: () =>
      '  longshore copy shop/db --to dev                         all databases of the service\n  longshore copy shop/db/app --to dev/postgres --dry-run  show what would happen\n  longshore copy shop/db/app --to shop --as app_test      beside the present one, under another name\n  longshore copy shop/db shop/cache --host prod --to dev --to-host local\n\nIt is prepared beside the present data, counted, compared and then switched over, as by restore; undo works on it too.',
    de: () =>
      '  longshore copy shop/db --to dev                         alle Datenbanken des Dienstes\n  longshore copy shop/db/app --to dev/postgres --dry-run  zeigen, was geschähe\n  longshore copy shop/db/app --to shop --as app_test      neben der jetzigen, unter anderem Namen\n  longshore copy shop/db shop/cache --host prod --to dev --to-host local\n\nSie wird neben den jetzigen Daten vorbereitet, gezählt, verglichen und dann umgeschaltet, wie bei restore; auch undo geht.',
  },
  'help.argument.source': {
    en: () => 'what to copy: STACK, STACK/SERVICE or STACK/SERVICE/ITEM; several of one stack',
    de: () => 'was kopiert wird: STACK, STACK/DIENST oder STACK/DIENST/ELEMENT; mehrere eines Stacks',
  },
  'help.option.copy-to': {
    en: () => 'where to: STACK or STACK/SERVICE',
    de: () => 'wohin: STACK oder STACK/DIENST',
  },
  'help.option.to-host': {
    en: () => 'Docker host of the target, when it is another one than that of the source',
    de: () => 'Docker-Host des Ziels, wenn es ein anderer ist als der der Quelle',
  },
  'help.option.copy-as': {
    en: () => 'give the one item that is copied this name',
    de: () => 'dem einen kopierten Element diesen Namen geben',
  },
  'help.option.copy-no-owner': { en: () => 'do not copy who owns what', de: () => 'Eigentümer nicht kopieren' },
  'help.option.copy-no-privileges': { en: () => 'do not copy grants', de: () => 'Rechte nicht kopieren' },
});
