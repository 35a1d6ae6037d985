import { messages } from './messages.ts';

/** Returns words as a shell takes them. */
const quoted = (words: string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');

/** The last of its kind that a stack has, as a whole or of one service. */
type LastGood = { stack: string; service?: string; grade: keyof (typeof last)['en'] };
const of = ({ service }: LastGood, word: string): string => (service === undefined ? '' : word + service);

const last = {
  en: {
    tested: 'no snapshot whose restore was tested',
    read: 'no snapshot that was read in full',
    unproven: 'no complete snapshot',
  },
  de: {
    tested: 'keinen Schnappschuss, dessen Wiederherstellung geprobt ist',
    read: 'keinen Schnappschuss, der ganz gelesen wurde',
    unproven: 'keinen vollständigen Schnappschuss',
  },
};

/** Why a plan warns, or cannot be made. */
export const refusals = messages({
  'warning.import-latest': {
    en: (p: { snapshot: string; latest: string }) =>
      `It is older than ${p.latest}, but has a higher number from where it came: until the next backup, latest means ${p.snapshot}.`,
    de: (p: { snapshot: string; latest: string }) =>
      `Er ist älter als ${p.latest}, hat aber von dort, woher er kommt, eine höhere Nummer: bis zur nächsten Sicherung meint latest ${p.snapshot}.`,
  },
  'warning.last-good': {
    en: (p: LastGood) => `${p.stack} then has ${last.en[p.grade]}${of(p, ' of ')}.`,
    de: (p: LastGood) => `${p.stack} hat dann ${last.de[p.grade]}${of(p, ' von ')}.`,
  },
  'conflict.last-good': {
    en: (p: LastGood) => `${p.stack} would be left with ${last.en[p.grade]}${of(p, ' of ')}. Nothing was deleted.`,
    de: (p: LastGood) => `${p.stack} hätte danach ${last.de[p.grade]}${of(p, ' von ')}. Es wurde nichts gelöscht.`,
  },
  'hint.delete-last': {
    en: (p: { stack: string }) =>
      `Make a new one first and test its restore: longshore backup ${p.stack}, then longshore drill ${p.stack}/latest. To delete it all the same: --force`,
    de: (p: { stack: string }) =>
      `Machen Sie zuerst einen neuen und proben Sie seine Wiederherstellung: longshore backup ${p.stack}, dann longshore drill ${p.stack}/latest. Um ihn trotzdem zu löschen: --force`,
  },

  'warning.proof-not-recorded': {
    en: (p: { snapshot: string; repository: string }) =>
      `What was found out about ${p.snapshot} could not be written to ${p.repository}, which is full or read-only: lists will not show it. Make room there or make it writable, and run this again.`,
    de: (p: { snapshot: string; repository: string }) =>
      `Was sich über ${p.snapshot} ergeben hat, konnte nicht nach ${p.repository} geschrieben werden: Dort ist kein Platz, oder es ist nur lesbar. Listen zeigen es nicht. Schaffen Sie dort Platz oder Schreibrecht, und wiederholen Sie den Vorgang.`,
  },
  'warning.ephemeral': {
    en: (p: { service: string }) =>
      `${p.service} does not keep its data outside its container: it is gone when the container is made anew.`,
    de: (p: { service: string }) =>
      `${p.service} hält seine Daten nicht außerhalb des Containers: sie sind weg, wenn der Container neu gemacht wird.`,
  },
  'warning.online-differs': {
    en: () => 'Without a pause each service is saved at its own moment: they may differ by what was written in between.',
    de: () =>
      'Ohne Anhalten wird jeder Dienst zu seinem eigenen Zeitpunkt gesichert: sie können um das inzwischen Geschriebene abweichen.',
  },
  'warning.not-frozen': {
    en: (p: { containers: string[] }) =>
      `Containers of other stacks share a network with the data and are not paused: ${p.containers.join(', ')}.`,
    de: (p: { containers: string[] }) =>
      `Container anderer Stacks teilen ein Netz mit den Daten und werden nicht angehalten: ${p.containers.join(', ')}.`,
  },
  'warning.partial': {
    en: (p: { objects: string[] }) =>
      `It is partial: left out are ${p.objects.join(', ')}. All else is compared, but the snapshot does not count as tested by it. A foreign key or a check comes as NOT VALID where the server takes it.`,
    de: (p: { objects: string[] }) =>
      `Es bleibt unvollständig: Ausgelassen wird ${p.objects.join(', ')}. Alles andere wird verglichen, aber der Schnappschuss gilt dadurch nicht als geprobt. Ein Fremdschlüssel oder eine Prüfbedingung kommt als NOT VALID, wo der Server das annimmt.`,
  },
  'warning.incomplete': {
    en: (p: { missing: string[] }) => `The snapshot is incomplete; it lacks: ${p.missing.join(', ')}.`,
    de: (p: { missing: string[] }) => `Der Schnappschuss ist unvollständig; es fehlt: ${p.missing.join(', ')}.`,
  },
  'warning.other-stack': {
    en: (p: { from: string; to: string }) => `The snapshot is of ${p.from} and goes into another stack, ${p.to}.`,
    de: (p: { from: string; to: string }) => `Der Schnappschuss stammt von ${p.from} und geht in einen anderen Stack, ${p.to}.`,
  },
  'warning.other-folder': {
    en: (p: { stack: string; from: string; to: string }) =>
      `The snapshot is of ${p.stack} from the folder ${p.from || '-'} and goes into ${p.stack} from the folder ${p.to || '-'}.`,
    de: (p: { stack: string; from: string; to: string }) =>
      `Der Schnappschuss stammt von ${p.stack} aus dem Ordner ${p.from || '-'} und geht in ${p.stack} aus dem Ordner ${p.to || '-'}.`,
  },
  'warning.other-engine': {
    en: (p: { stack: string; host: string }) =>
      `The snapshot was made on another Docker Engine and goes into ${p.stack} on ${p.host}.`,
    de: (p: { stack: string; host: string }) =>
      `Der Schnappschuss entstand auf einer anderen Docker-Engine und geht in ${p.stack} auf ${p.host}.`,
  },
  'warning.production-data': {
    en: (p: { stack: string; environment: string }) =>
      `It holds unmasked production data, and ${p.stack} is marked ${p.environment}.`,
    de: (p: { stack: string; environment: string }) =>
      `Er enthält unmaskierte Produktionsdaten, und ${p.stack} ist als ${p.environment} markiert.`,
  },
  'warning.in-place': {
    en: (p: { service: string; items: string[] }) =>
      `${p.items.join(', ')} in ${p.service} is overwritten in place: proven in a throw-away container first, and a safety snapshot is its undo.`,
    de: (p: { service: string; items: string[] }) =>
      `${p.items.join(', ')} in ${p.service} wird an Ort und Stelle überschrieben: zuvor in einem Wegwerf-Container bewiesen; ein Sicherheits-Schnappschuss macht es umkehrbar.`,
  },
  'warning.no-undo': {
    en: (p: { service: string; items: string[] }) =>
      `${p.items.join(', ')} in ${p.service} is overwritten without a safety snapshot: what is there now is lost for good. There will be no undo.`,
    de: (p: { service: string; items: string[] }) =>
      `${p.items.join(', ')} in ${p.service} wird ohne Sicherheits-Schnappschuss überschrieben: Was jetzt da ist, geht endgültig verloren. Rückgängig machen lässt sich das nicht.`,
  },
  'warning.not-stopped': {
    en: (p: { service: string; containers: string[] }) =>
      `Containers of other stacks share a network with ${p.service} and are not stopped: ${p.containers.join(', ')}. What they write there between the safety snapshot and the switch-over is lost.`,
    de: (p: { service: string; containers: string[] }) =>
      `Container anderer Stacks teilen ein Netz mit ${p.service} und werden nicht gestoppt: ${p.containers.join(', ')}. Was sie dort zwischen Sicherheits-Schnappschuss und Umschaltung schreiben, geht verloren.`,
  },
  'warning.not-one-moment': {
    en: (p: { services: string[] }) =>
      `Not one moment: the items of ${p.services.join(', ')} are saved one after the other, each at its own time.`,
    de: (p: { services: string[] }) =>
      `Kein einheitlicher Zeitpunkt: Die Elemente von ${p.services.join(', ')} werden nacheinander gesichert, jedes zu seiner eigenen Zeit.`,
  },
  'warning.second-undo': {
    en: (p: { job: string }) =>
      `What job ${p.job} replaced is still kept; it stays, but undoing that job will bring back its data, not the present.`,
    de: (p: { job: string }) =>
      `Was Auftrag ${p.job} ersetzt hat, ist noch aufbewahrt und bleibt; ihn rückgängig zu machen brächte dessen Daten zurück, nicht die jetzigen.`,
  },
  'warning.second-undo-adds': {
    en: (p: { job: string; items: string[] }) =>
      `Job ${p.job} added ${p.items.join(', ')}; undoing that job will take it out as it is then.`,
    de: (p: { job: string; items: string[] }) =>
      `Auftrag ${p.job} hat ${p.items.join(', ')} hinzugefügt; ihn rückgängig zu machen nähme es heraus, wie es dann ist.`,
  },
  'warning.elsewhere': {
    en: (p: { job: string; machine: string }) =>
      `Job ${p.job} belongs to a process on ${p.machine}, another machine or container. Whether it still runs cannot be known from here. To take it over: longshore recover --take-over ${p.machine}`,
    de: (p: { job: string; machine: string }) =>
      `Auftrag ${p.job} gehört einem Prozess auf ${p.machine}, einem anderen Rechner oder Container. Ob er noch läuft, lässt sich von hier nicht feststellen. Zum Übernehmen: longshore recover --take-over ${p.machine}`,
  },
  'not-found.no-data-service': {
    en: (p: { stack: string }) => `${p.stack} has no data service that Longshore knows.`,
    de: (p: { stack: string }) => `${p.stack} hat keinen Datendienst, den Longshore kennt.`,
  },
  'not-found.service': {
    en: (p: { service: string; stack: string; services: string[] }) =>
      `${p.stack} has no data service ${p.service}. It has: ${p.services.join(', ') || 'none'}.`,
    de: (p: { service: string; stack: string; services: string[] }) =>
      `${p.stack} hat keinen Datendienst ${p.service}. Vorhanden: ${p.services.join(', ') || 'keiner'}.`,
  },
  'not-found.service-in-snapshot': {
    en: (p: { service: string; services: string[] }) =>
      `The snapshot has no service ${p.service}. It has: ${p.services.join(', ')}.`,
    de: (p: { service: string; services: string[] }) =>
      `Der Schnappschuss hat keinen Dienst ${p.service}. Vorhanden: ${p.services.join(', ')}.`,
  },
  'not-found.item': {
    en: (p: { item: string; items: string[] }) => `The snapshot has no ${p.item}. It has: ${p.items.join(', ')}.`,
    de: (p: { item: string; items: string[] }) => `Der Schnappschuss hat kein ${p.item}. Vorhanden: ${p.items.join(', ')}.`,
  },
  'not-found.item-in-stack': {
    en: (p: { item: string; items: string[] }) =>
      `There is no ${p.item} in what would be saved. There is: ${p.items.join(', ')}.`,
    de: (p: { item: string; items: string[] }) =>
      `In dem, was gesichert würde, gibt es kein ${p.item}. Vorhanden: ${p.items.join(', ')}.`,
  },
  'not-found.target-service': {
    en: (p: { service: string; kind: string; stack: string }) =>
      `${p.stack} has no service ${p.service}, and not exactly one other of the kind ${p.kind} either.`,
    de: (p: { service: string; kind: string; stack: string }) =>
      `${p.stack} hat keinen Dienst ${p.service} und auch nicht genau einen anderen der Art ${p.kind}.`,
  },
  'usage.as-needs-one-item': {
    en: (p: { items: number }) => `--as renames one item, and ${p.items} were chosen. Choose one with --item.`,
    de: (p: { items: number }) => `--as benennt ein Element um, gewählt sind ${p.items}. Wählen Sie eines mit --item.`,
  },
  'usage.as-whole': {
    en: (p: { name: string; service: string }) =>
      `${p.service} is replaced as a whole: nothing in it can get the name ${p.name}. Leave out --as, or restore into another stack with --to.`,
    de: (p: { name: string; service: string }) =>
      `${p.service} wird als Ganzes ersetzt: Nichts darin kann ${p.name} heißen. Lassen Sie --as weg, oder stellen Sie mit --to in einen anderen Stack wieder her.`,
  },
  'usage.in-place-as': {
    en: (p: { item: string; service: string }) =>
      `${p.item} in ${p.service} would be overwritten in place by something of another name, and its safety snapshot could not bring it back. Choose a name for --as that is free.`,
    de: (p: { item: string; service: string }) =>
      `${p.item} in ${p.service} würde an Ort und Stelle von etwas anderen Namens überschrieben, und sein Sicherheits-Schnappschuss brächte es nicht zurück. Wählen Sie für --as einen freien Namen.`,
  },
  'usage.in-place-absent': {
    en: (p: { items: string[]; service: string }) =>
      `${p.items.join(', ')} is not in ${p.service}, so it cannot be overwritten in place together with the others. Restore it by itself with --item; it then comes beside them.`,
    de: (p: { items: string[]; service: string }) =>
      `${p.items.join(', ')} gibt es in ${p.service} nicht, lässt sich also nicht zusammen mit den anderen an Ort und Stelle überschreiben. Stellen Sie es mit --item für sich wieder her; es kommt dann daneben.`,
  },
  'incomplete.service-unreadable': {
    en: (p: { service: string; stack: string }) =>
      `${p.service} of ${p.stack} cannot be read, so the backup would lack it. Nothing was done.`,
    de: (p: { service: string; stack: string }) =>
      `${p.service} von ${p.stack} ist nicht lesbar; die Sicherung wäre ohne ihn. Es wurde nichts getan.`,
  },
  'hint.password-or-exclude': {
    en: (p: { service: string; stack: string }) =>
      `Say in the configuration where the password is (stacks.${p.stack}.passwords.${p.service}), or leave the service out on purpose: --exclude ${p.service}`,
    de: (p: { service: string; stack: string }) =>
      `Geben Sie in der Konfiguration an, wo das Passwort steht (stacks.${p.stack}.passwords.${p.service}), oder lassen Sie den Dienst absichtlich aus: --exclude ${p.service}`,
  },
  'hint.leave-out-service': {
    en: (p: { service: string }) => `Mend that, or leave the service out on purpose: --exclude ${p.service}`,
    de: (p: { service: string }) => `Beheben Sie das, oder lassen Sie den Dienst absichtlich aus: --exclude ${p.service}`,
  },
  'hint.exclude-service': {
    en: (p: { service: string }) => `Start it, or leave it out on purpose: --exclude ${p.service}`,
    de: (p: { service: string }) => `Starten Sie ihn, oder lassen Sie ihn absichtlich aus: --exclude ${p.service}`,
  },
  'unsupported.stopped-beside': {
    en: (p: { service: string; stopped: string }) =>
      `${p.stopped} is stopped while it is saved, and ${p.service} runs in the same container: they cannot be dealt with together. Nothing was done.`,
    de: (p: { service: string; stopped: string }) =>
      `${p.stopped} wird für seine Sicherung gestoppt, und ${p.service} läuft im selben Container: Zusammen geht es nicht. Es wurde nichts getan.`,
  },
  'hint.one-by-one': {
    en: (p: { services: string[] }) => `Take each by itself: ${p.services.map((name) => `--service ${name}`).join(', then ')}`,
    de: (p: { services: string[] }) =>
      `Nehmen Sie jeden für sich: ${p.services.map((name) => `--service ${name}`).join(', dann ')}`,
  },
  'incomplete.target-unreadable': {
    en: (p: { service: string; stack: string }) =>
      `${p.service} of ${p.stack} cannot be reached, so nothing can be restored into it. Nothing was done.`,
    de: (p: { service: string; stack: string }) =>
      `${p.service} von ${p.stack} ist nicht erreichbar; dort lässt sich nichts wiederherstellen. Es wurde nichts getan.`,
  },
  'incomplete.name-services': {
    en: (p: { snapshot: string; services: string[]; missing: string[] }) =>
      `${p.snapshot} is incomplete: it lacks ${p.missing.join(', ')}. Name what you want from it, for example --service ${p.services[0] ?? ''}.`,
    de: (p: { snapshot: string; services: string[]; missing: string[] }) =>
      `${p.snapshot} ist unvollständig: es fehlt ${p.missing.join(', ')}. Nennen Sie, was Sie daraus wollen, zum Beispiel --service ${p.services[0] ?? ''}.`,
  },
  'hint.other-items': {
    en: (p: { item: string; others: string[]; words: string[] }) =>
      `Leave ${p.item} out and go on with the others: ${quoted(p.words)}`,
    de: (p: { item: string; others: string[]; words: string[] }) =>
      `Lassen Sie ${p.item} aus und machen Sie mit den anderen weiter: ${quoted(p.words)}`,
  },
  'hint.without': {
    en: (p: { object: string; words: string[] }) => `Restore all but ${p.object}: ${quoted(p.words)}`,
    de: (p: { object: string; words: string[] }) => `Alles außer ${p.object} wiederherstellen: ${quoted(p.words)}`,
  },
  'usage.without-nothing': {
    en: (p: { object: string }) =>
      `Nothing of what is restored has single objects such as ${p.object} to leave out. Nothing was done.`,
    de: (p: { object: string }) =>
      `Nichts von dem, was wiederhergestellt wird, hat einzelne Objekte wie ${p.object}, die sich auslassen ließen. Es wurde nichts getan.`,
  },
  'usage.without-item': {
    en: (p: { object: string; items: string[] }) =>
      `It is not clear where ${p.object} is to be left out. Nothing was done. Put one of these before it: ${p.items.join(', ')}.`,
    de: (p: { object: string; items: string[] }) =>
      `Es ist nicht klar, wo ${p.object} ausgelassen werden soll. Es wurde nichts getan. Stellen Sie eines davon voran: ${p.items.join(', ')}.`,
  },
  'hint.beside': {
    en: (p: { item: string }) => `Bring it beside what is there, under another name: ${quoted(['--item', p.item, '--as'])} NAME`,
    de: (p: { item: string }) =>
      `Holen Sie es unter anderem Namen neben das, was da ist: ${quoted(['--item', p.item, '--as'])} NAME`,
  },
  'unsupported.blocked-item': {
    en: (p: { item: string; service: string }) => `${p.item} in ${p.service} cannot be replaced as it is now. Nothing was done.`,
    de: (p: { item: string; service: string }) =>
      `${p.item} in ${p.service} lässt sich in seinem jetzigen Zustand nicht ersetzen. Es wurde nichts getan.`,
  },
});
