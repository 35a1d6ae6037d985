import { messages } from './messages.ts';

/** What differs between two snapshots, or between one and what lives. */
export const compare = messages({
  'usage.not-comparable': {
    en: (p: { a: string; b: string }) => `${p.a} and ${p.b} are of different kinds: there is nothing to compare.`,
    de: (p: { a: string; b: string }) => `${p.a} und ${p.b} sind verschiedener Art: es gibt nichts zu vergleichen.`,
  },
  'different.found': {
    en: (p: { differences: string; compared: string }) => `They differ in ${p.differences} of ${p.compared} things.`,
    de: (p: { differences: string; compared: string }) => `Sie unterscheiden sich in ${p.differences} von ${p.compared} Dingen.`,
  },
  'compare.same': {
    en: (p: { compared: string }) => `No difference: ${p.compared} things compared.`,
    de: (p: { compared: string }) => `Kein Unterschied: ${p.compared} Dinge verglichen.`,
  },
  'compare.maybe': {
    en: (p: { maybe: string }) =>
      `${p.maybe} may differ: the rows marked ≈ are estimates of the server. To count what lives: --exact`,
    de: (p: { maybe: string }) =>
      `${p.maybe} könnten sich unterscheiden: mit ≈ markierte Zeilen sind Schätzungen des Servers. Um zu zählen, was läuft: --exact`,
  },
  'compare.equal-hidden': {
    en: (p: { count: string }) => `${p.count} more are equal; --all shows them.`,
    de: (p: { count: string }) => `${p.count} weitere sind gleich; --all zeigt sie.`,
  },
  'compare.only': { en: () => 'only here', de: () => 'nur hier' },
  'compare.absent': { en: () => '–', de: () => '–' },
  'compare.not-looked-at': { en: () => 'not looked at', de: () => 'nicht angesehen' },
  'compare.unknown': { en: () => 'not counted', de: () => 'nicht gezählt' },
  'compare.estimate': { en: (p: { value: string }) => `≈ ${p.value}`, de: (p: { value: string }) => `≈ ${p.value}` },
  'compare.at': {
    en: (p: { name: string; at: string }) => `${p.name}, ${p.at}`,
    de: (p: { name: string; at: string }) => `${p.name}, ${p.at}`,
  },
  'compare.version': { en: () => 'server', de: () => 'Server' },
  'head.item': { en: () => 'ITEM', de: () => 'ELEMENT' },
  'head.field': { en: () => 'FIELD', de: () => 'ANGABE' },
  'head.sizes': { en: () => 'SIZE', de: () => 'GRÖSSE' },
  'help.command.compare': {
    en: () => 'what differs between two snapshots, or one and the live data',
    de: () => 'was zwei Schnappschüsse unterscheidet, oder einen von den laufenden Daten',
  },
  'help.examples.compare': {
    en: () =>
      '  longshore compare shop/latest shop                  the last snapshot with what lives now\n  longshore compare shop/latest shop --exact          the same, rows counted instead of estimated\n  longshore compare shop/db dev/db --exact            two live services: did a copy bring everything?\n  longshore compare shop/2026-05-03_02-00-00Z shop/latest --all\n\nExit code: 0, whatever is found; with --exit-code 4 when they differ.',
    de: () =>
      '  longshore compare shop/latest shop                  der letzte Schnappschuss mit dem, was läuft\n  longshore compare shop/latest shop --exact          dasselbe, Zeilen gezählt statt geschätzt\n  longshore compare shop/db dev/db --exact            zwei laufende Dienste: hat eine Kopie alles gebracht?\n  longshore compare shop/2026-05-03_02-00-00Z shop/latest --all\n\nExit-Code: 0, was immer gefunden wird; mit --exit-code 4, wenn sie sich unterscheiden.',
  },
  'help.argument.side': {
    en: () =>
      'a snapshot (STACK/latest, STACK/latest/SERVICE, STACK/TIME), or what lives: STACK, STACK/SERVICE, live:STACK/SERVICE',
    de: () =>
      'ein Schnappschuss (STACK/latest, STACK/latest/DIENST, STACK/ZEIT), oder was läuft: STACK, STACK/DIENST, live:STACK/DIENST',
  },
  'help.option.exact': {
    en: () => 'count the rows of what lives instead of estimating them',
    de: () => 'Zeilen dessen, was läuft, zählen statt schätzen',
  },
  'help.option.all': { en: () => 'show also what is equal', de: () => 'auch zeigen, was gleich ist' },
  'help.option.exit-code': {
    en: () => 'end with 4 unless they are surely the same; counts, for an estimate decides nothing',
    de: () => 'mit 4 enden, wenn sie nicht sicher gleich sind; zählt, denn eine Schätzung entscheidet nichts',
  },
  'help.option.compare-to-host': {
    en: () => 'Docker host of B, when it is another one than that of A',
    de: () => 'Docker-Host von B, wenn es ein anderer ist als der von A',
  },
});
