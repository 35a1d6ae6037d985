import { messages } from './messages.ts';
import { bytes } from './units.ts';

const list = (names: string[]): string => names.join(', ');

export const jobs = messages({
  'corrupt.ledger': {
    en: (p: { path: string }) => `The record of a job cannot be read: ${p.path}. Nothing was changed.`,
    de: (p: { path: string }) => `Die Aufzeichnung eines Auftrags ist nicht lesbar: ${p.path}. Es wurde nichts geändert.`,
  },
  'corrupt.job': {
    en: (p: { job: string; path: string; services: string[] }) =>
      `The description of job ${p.job} in ${p.path} cannot be read, and it had begun to change the data of ${p.services.join(', ')}. Nothing was touched now, and the stack stays locked.`,
    de: (p: { job: string; path: string; services: string[] }) =>
      `Die Beschreibung des Auftrags ${p.job} in ${p.path} ist nicht lesbar, und er hatte begonnen, die Daten von ${p.services.join(', ')} zu ändern. Jetzt wurde nichts angefasst, und der Stack bleibt gesperrt.`,
  },
  'hint.recover-damaged': {
    en: (p: { machine: string }) =>
      `Look at the data of those services first. To wake what stands still, release the lock and leave the data as it is: longshore recover --take-over ${p.machine}`,
    de: (p: { machine: string }) =>
      `Sehen Sie zuerst die Daten dieser Dienste an. Um zu wecken, was stillsteht, die Sperre zu lösen und die Daten zu lassen, wie sie sind: longshore recover --take-over ${p.machine}`,
  },
  'incompatible.job': {
    en: (p: { job: string }) =>
      `The job ${p.job} was written by another version of Longshore, which this one cannot read. Use that one for it. Nothing was changed.`,
    de: (p: { job: string }) =>
      `Der Auftrag ${p.job} stammt von einer anderen Version von Longshore, die diese nicht lesen kann. Nehmen Sie dafür jene. Es wurde nichts geändert.`,
  },
  'incompatible.ledger': {
    en: (p: { path: string; version: number }) =>
      `${p.path} was written by a newer Longshore (record version ${p.version}). Update this one; nothing was changed.`,
    de: (p: { path: string; version: number }) =>
      `${p.path} stammt von einem neueren Longshore (Version der Aufzeichnung: ${p.version}). Bitte aktualisieren; es wurde nichts geändert.`,
  },
  'recovery-needed.no-watchdog': {
    en: () => 'The helper process that would wake paused containers in an emergency did not start, so nothing was paused.',
    de: () => 'Der Hilfsprozess, der angehaltene Container im Notfall weckt, ist nicht gestartet. Es wurde nichts angehalten.',
  },
  'recovery-needed.interrupted': {
    en: (p: { job: string }) => `The job ${p.job} was interrupted: its process is gone. What it had begun has to be cleaned up.`,
    de: (p: { job: string }) =>
      `Der Auftrag ${p.job} wurde unterbrochen: sein Prozess ist weg. Begonnenes muss aufgeräumt werden.`,
  },
  'recovery-needed.not-undone': {
    en: (p: { services: string[] }) =>
      `The switch-over failed and could not be taken back for: ${p.services.join(', ')}. Their containers stay stopped on purpose, so that nothing is written to data that is neither old nor new.`,
    de: (p: { services: string[] }) =>
      `Die Umschaltung schlug fehl und ließ sich nicht zurücknehmen für: ${p.services.join(', ')}. Ihre Container bleiben absichtlich gestoppt, damit nichts in Daten geschrieben wird, die weder alt noch neu sind.`,
  },
  'recovery-needed.unfinished': {
    en: () => 'The job failed, and what it had begun could not be cleaned up yet. The stack stays locked until that is done.',
    de: () =>
      'Der Auftrag schlug fehl, und Begonnenes ließ sich noch nicht aufräumen. Der Stack bleibt gesperrt, bis das geschehen ist.',
  },
  'recovery-needed.not-back': {
    en: (p: { containers: string[] }) =>
      `These containers could not be brought back: ${p.containers.join(', ')}. All others run as before; the reason is below.`,
    de: (p: { containers: string[] }) =>
      `Diese Container ließen sich nicht zurückbringen: ${p.containers.join(', ')}. Alle anderen laufen wie zuvor; der Grund steht unten.`,
  },
  'recovery-needed.container-gone': {
    en: (p: { service: string; stack: string }) =>
      `The container of ${p.service} in ${p.stack} is gone, and what the job had prepared or replaced lies in its data.`,
    de: (p: { service: string; stack: string }) =>
      `Der Container von ${p.service} in ${p.stack} ist weg, und was der Auftrag vorbereitet oder ersetzt hatte, liegt in dessen Daten.`,
  },
  'hint.up-or-forget': {
    en: (p: { folder: string }) =>
      `Start the stack again, then run: longshore recover. If it is gone for good, remove the record of the job: ${p.folder}`,
    de: (p: { folder: string }) =>
      `Starten Sie den Stack wieder und führen Sie dann aus: longshore recover. Ist er endgültig weg, entfernen Sie die Aufzeichnung des Auftrags: ${p.folder}`,
  },
  'recovery-needed.taken-over': {
    en: (p: { job: string; owner: string }) =>
      `Job ${p.job} on ${p.owner} holds the stack by now. What this job had begun stays as it is until that one has ended.`,
    de: (p: { job: string; owner: string }) =>
      `Inzwischen hält Auftrag ${p.job} auf ${p.owner} den Stack. Was dieser Auftrag begonnen hatte, bleibt so, bis jener geendet hat.`,
  },
  'capture-failed.woken': {
    en: (p: { containers: string[] }) =>
      `While the points were being fixed, these containers were woken or made anew: ${p.containers.join(', ')}. The points may be of different moments, so nothing was saved.`,
    de: (p: { containers: string[] }) =>
      `Während die Zeitpunkte festgehalten wurden, sind diese Container geweckt oder neu erstellt worden: ${p.containers.join(', ')}. Die Zeitpunkte können auseinanderliegen, darum wurde nichts gesichert.`,
  },
  'capture-failed.safety': {
    en: (p: { services: string[] }) =>
      `The safety snapshot of ${p.services.join(', ')} could not be made or read back, so nothing was overwritten: what lives is as it was. The reason is below.`,
    de: (p: { services: string[] }) =>
      `Der Sicherheits-Schnappschuss von ${p.services.join(', ')} ließ sich nicht anlegen oder nicht zurücklesen, darum wurde nichts überschrieben: Die laufenden Daten sind, wie sie waren. Der Grund steht unten.`,
  },
  'capture-failed.moving': {
    en: (p: { containers: string[] }) =>
      `Since the safety snapshot was made, these containers were woken or made anew: ${p.containers.join(', ')}. What they have written would be lost, so nothing was overwritten.`,
    de: (p: { containers: string[] }) =>
      `Nach dem Sicherheits-Schnappschuss sind diese Container geweckt oder neu erstellt worden: ${p.containers.join(', ')}. Was sie geschrieben haben, ginge verloren, darum wurde nichts überschrieben.`,
  },
  'hint.no-safety': {
    en: (p: { snapshot: string; services: string[] }) =>
      `Where the live data is damaged, it can be given up: longshore restore ${p.snapshot} ${p.services.map((name) => `--service ${name}`).join(' ')} --in-place --no-safety. There is no undo then. Where it can be restored beside the live data, leave out both options.`,
    de: (p: { snapshot: string; services: string[] }) =>
      `Sind die laufenden Daten beschädigt, lassen sie sich aufgeben: longshore restore ${p.snapshot} ${p.services.map((name) => `--service ${name}`).join(' ')} --in-place --no-safety. Rückgängig machen lässt sich das dann nicht. Wo daneben wiederhergestellt werden kann, lassen Sie beide Optionen weg.`,
  },
  'locked.repairing': {
    en: (p: { job: string }) =>
      `Another recovery is cleaning up after job ${p.job} at this moment. Watch that; there is nothing else to do.`,
    de: (p: { job: string }) =>
      `Gerade räumt schon jemand hinter Auftrag ${p.job} auf. Sehen Sie dabei zu; sonst ist nichts zu tun.`,
  },
  'locked.lost': {
    en: () =>
      'The lock on the stack is no longer ours: another machine has taken over. This job stopped before it changed anything more.',
    de: () =>
      'Die Sperre des Stacks gehört uns nicht mehr: ein anderer Rechner hat übernommen. Der Auftrag hat angehalten, ohne noch etwas zu ändern.',
  },
  'timeout.freeze': {
    en: (p: { seconds: number }) =>
      `The points of all services could not be fixed within ${p.seconds} s, so the paused containers were woken and the backup was given up.`,
    de: (p: { seconds: number }) =>
      `Die Zeitpunkte aller Dienste ließen sich nicht innerhalb von ${p.seconds} s festhalten. Die angehaltenen Container laufen wieder; die Sicherung wurde aufgegeben.`,
  },
  'hint.freeze-online': {
    en: () => 'Allow more time with --max-freeze SECONDS, or back up without pausing: --mode online.',
    de: () => 'Geben Sie mit --max-freeze SEKUNDEN mehr Zeit, oder sichern Sie ohne Anhalten: --mode online.',
  },
  'timeout.job-silent': {
    en: (p: { job: string }) => `The process of job ${p.job} does not answer, so it was not cancelled. Try again in a moment.`,
    de: (p: { job: string }) =>
      `Der Prozess des Auftrags ${p.job} antwortet nicht; er wurde nicht abgebrochen. Versuchen Sie es gleich noch einmal.`,
  },
  'hint.recover': {
    en: () => 'Run: longshore recover',
    de: () => 'Führen Sie aus: longshore recover',
  },
  'unproven.differences': {
    en: (p: { service: string; checked: number; differences: string[] }) =>
      p.differences.length > 0
        ? `${p.service} is not what was captured: ${p.differences.join('; ')}. The live data was not touched.`
        : `Nothing could be compared for ${p.service}, so nothing is proven. The live data was not touched.`,
    de: (p: { service: string; checked: number; differences: string[] }) =>
      p.differences.length > 0
        ? `${p.service} ist nicht das, was erfasst wurde: ${p.differences.join('; ')}. Die laufenden Daten wurden nicht berührt.`
        : `Für ${p.service} ließ sich nichts vergleichen, also ist nichts bewiesen. Die laufenden Daten wurden nicht berührt.`,
  },
  'unproven.live': {
    en: (p: { service: string; differences: string[]; safety: string }) =>
      `${p.service} was overwritten, and what was live then is not what was captured: ${p.differences.join('; ') || 'nothing could be compared'}. What was there before is live again, from the safety snapshot ${p.safety}, which stays.`,
    de: (p: { service: string; differences: string[]; safety: string }) =>
      `${p.service} wurde überschrieben, und was dann live war, ist nicht das, was erfasst wurde: ${p.differences.join('; ') || 'es ließ sich nichts vergleichen'}. Live ist wieder, was vorher da war, aus dem Sicherheits-Schnappschuss ${p.safety}; der bleibt.`,
  },
  'hint.live': {
    en: (p: { snapshot: string; safety: string }) =>
      `See whether ${p.snapshot} can be restored at all: longshore drill ${p.snapshot}. Should anything be amiss with what is live: longshore restore ${p.safety}`,
    de: (p: { snapshot: string; safety: string }) =>
      `Sehen Sie nach, ob sich ${p.snapshot} überhaupt wiederherstellen lässt: longshore drill ${p.snapshot}. Falls mit dem, was live ist, etwas nicht stimmt: longshore restore ${p.safety}`,
  },
  'unproven.live-exchanged': {
    en: (p: { service: string; differences: string[] }) =>
      `${p.service} was switched over, and what was live then is not what was proven: ${p.differences.join('; ') || 'nothing could be compared'}. What was there before is live again.`,
    de: (p: { service: string; differences: string[] }) =>
      `${p.service} wurde umgeschaltet, und was dann live war, ist nicht das, was bewiesen wurde: ${p.differences.join('; ') || 'es ließ sich nichts vergleichen'}. Live ist wieder, was vorher da war.`,
  },
  'unproven.live-kept': {
    en: (p: { service: string; differences: string[] }) =>
      `${p.service} was overwritten, and what is live now is not what was captured: ${p.differences.join('; ') || 'nothing could be compared'}. It stays so: there is no safety snapshot, as was asked, and so no undo.`,
    de: (p: { service: string; differences: string[] }) =>
      `${p.service} wurde überschrieben, und was jetzt live ist, ist nicht das, was erfasst wurde: ${p.differences.join('; ') || 'es ließ sich nichts vergleichen'}. Dabei bleibt es: Wie verlangt gibt es keinen Sicherheits-Schnappschuss, und so auch keinen Weg zurück.`,
  },
  'hint.live-kept': {
    en: (p: { snapshot: string }) =>
      `See whether ${p.snapshot} can be restored at all: longshore drill ${p.snapshot}. Other snapshots: longshore snapshots`,
    de: (p: { snapshot: string }) =>
      `Sehen Sie nach, ob sich ${p.snapshot} überhaupt wiederherstellen lässt: longshore drill ${p.snapshot}. Andere Schnappschüsse: longshore snapshots`,
  },
  'unproven.stopped-since': {
    en: (p: { container: string; exitCode: number }) =>
      `The new data was checked and switched over, but ${p.container} did not stay up with it (exit code ${p.exitCode}).`,
    de: (p: { container: string; exitCode: number }) =>
      `Die neuen Daten waren geprüft und umgeschaltet, aber ${p.container} blieb damit nicht oben (Exit-Code ${p.exitCode}).`,
  },
  'unproven.restarted-since': {
    en: (p: { container: string }) =>
      `The new data was checked and switched over, but ${p.container} ended right after that and was started again.`,
    de: (p: { container: string }) =>
      `Die neuen Daten waren geprüft und umgeschaltet, aber gleich danach hat sich ${p.container} beendet und wurde wieder gestartet.`,
  },
  'unproven.unhealthy-since': {
    en: (p: { container: string }) =>
      `The new data was checked and switched over, but ${p.container} does not pass its own health check any more.`,
    de: (p: { container: string }) =>
      `Die neuen Daten waren geprüft und umgeschaltet, aber ${p.container} besteht die eigene Integritätsprüfung nicht mehr.`,
  },
  'cancelled.watching': {
    en: (p: { services: string[] }) =>
      `Cancelled while it was only watched: the new data of ${list(p.services)} was checked and is live, and everything is up.`,
    de: (p: { services: string[] }) =>
      `Abgebrochen, als nur noch zugesehen wurde: Die neuen Daten von ${list(p.services)} sind geprüft und live, und alles läuft.`,
  },
  'hint.undo': {
    en: (p: { job: string }) =>
      `The new data is still live; nothing was taken back. What was there before is kept, and comes back with: longshore undo ${p.job}`,
    de: (p: { job: string }) =>
      `Live sind weiter die neuen Daten; zurückgenommen wurde nichts. Was vorher da war, ist aufbewahrt und kommt zurück mit: longshore undo ${p.job}`,
  },
  'hint.no-undo': {
    en: () =>
      'The new data is still live, and nothing is kept that an undo could bring back. Look at the logs of the containers; other snapshots: longshore snapshots',
    de: () =>
      'Live sind weiter die neuen Daten, und zum Zurücknehmen ist nichts aufbewahrt. Sehen Sie in die Logs der Container; andere Schnappschüsse: longshore snapshots',
  },
  'note.live-not-compared': {
    en: (p: { service: string }) =>
      `What is live in ${p.service} was not compared once more after it was overwritten: only what was loaded before that was.`,
    de: (p: { service: string }) =>
      `Was in ${p.service} live ist, wurde nach dem Überschreiben nicht noch einmal verglichen: nur, was davor geladen war.`,
  },
  'note.watch-lost': {
    en: () => 'The connection was lost while what is live was watched: whether it stays up was not seen to the end.',
    de: () => 'Beim Zusehen ging die Verbindung verloren: Ob alles oben bleibt, war nicht bis zum Ende zu sehen.',
  },
  'note.watching': {
    en: (p: { seconds: number }) => `All is up. What is live is watched for ${p.seconds} s.`,
    de: (p: { seconds: number }) => `Alles läuft. Was live ist, wird ${p.seconds} s lang beobachtet.`,
  },
  'not-found.job': {
    en: (p: { job: string }) => `There is no job ${p.job}.`,
    de: (p: { job: string }) => `Es gibt keinen Auftrag ${p.job}.`,
  },
  'not-found.plan': {
    en: (p: { plan: string }) => `There is no plan ${p.plan}: it was run already, has expired, or never existed.`,
    de: (p: { plan: string }) =>
      `Es gibt keinen Plan ${p.plan}: er wurde schon ausgeführt, ist abgelaufen oder hat nie existiert.`,
  },
  'note.deleted': {
    en: (p: { snapshot: string }) => `Deleted ${p.snapshot}.`,
    de: (p: { snapshot: string }) => `${p.snapshot} gelöscht.`,
  },
  'stale-plan.changed': {
    en: () => 'Something that this plan was made for has changed since. Nothing was done; make the plan again.',
    de: () => 'Etwas, wofür dieser Plan gemacht wurde, hat sich seither geändert. Es wurde nichts getan; bitte neu planen.',
  },
  'not-found.image': {
    en: (p: { image: string; service: string; host: string }) =>
      `${p.host} has neither the image ${p.image} that ${p.service} was saved from, nor another one of the same kind and major version.`,
    de: (p: { image: string; service: string; host: string }) =>
      `Auf ${p.host} ist weder das Image ${p.image}, aus dem ${p.service} gesichert wurde, noch ein anderes derselben Art und Hauptversion.`,
  },
  'hint.pull-image': {
    en: (p: { image: string }) => `Pull it there: docker pull ${p.image}`,
    de: (p: { image: string }) => `Laden Sie es dort: docker pull ${p.image}`,
  },
  'hint.pull-or-name-image': {
    en: (p: { image: string }) => `Pull it there (docker pull ${p.image}) or name another one: --image IMAGE`,
    de: (p: { image: string }) => `Laden Sie es dort (docker pull ${p.image}) oder nennen Sie ein anderes: --image IMAGE`,
  },
  'tool-failed.job-process': {
    en: (p: { job: string }) => `The process of job ${p.job} ended before it began. Nothing was changed.`,
    de: (p: { job: string }) => `Der Prozess des Auftrags ${p.job} endete, bevor er begann. Es wurde nichts geändert.`,
  },
  'conflict.undo-gone': {
    en: (p: { job: string }) =>
      `Nothing of job ${p.job} can be undone: it changed no data, was undone already, or the time for that is over.`,
    de: (p: { job: string }) =>
      `Von Auftrag ${p.job} lässt sich nichts rückgängig machen: er änderte keine Daten, ist schon rückgängig gemacht, oder die Zeit dafür ist um.`,
  },
  'conflict.undo-elsewhere': {
    en: (p: { service: string }) =>
      `The data of ${p.service} is in another place now than when the job changed it. An undo would change the old place. Nothing was done.`,
    de: (p: { service: string }) =>
      `Die Daten von ${p.service} liegen jetzt an einem anderen Ort als damals, als der Auftrag sie änderte. Rückgängig gemacht würde es am alten. Es wurde nichts getan.`,
  },
  'incomplete.nothing-left': {
    en: () => 'Not one service could be saved, so there is no snapshot.',
    de: () => 'Kein einziger Dienst ließ sich sichern, darum gibt es keinen Schnappschuss.',
  },
  'incomplete.absent': {
    en: (p: { service: string }) => `${p.service} is named in the configuration, and the stack has no such service`,
    de: (p: { service: string }) => `${p.service} steht in der Konfiguration, und der Stack hat keinen solchen Dienst`,
  },
  'incomplete.not-running': {
    en: (p: { service: string; state: string }) => `${p.service} is not running (${p.state})`,
    de: (p: { service: string; state: string }) => `${p.service} läuft nicht (${p.state})`,
  },
  'not-found.stack': {
    en: (p: { stack: string; host: string; stacks: string[] }) =>
      `There is no stack ${p.stack} on ${p.host}. ${p.stacks.length > 0 ? `There are: ${p.stacks.join(', ')}.` : 'There are no containers at all.'}`,
    de: (p: { stack: string; host: string; stacks: string[] }) =>
      `Auf ${p.host} gibt es keinen Stack ${p.stack}. ${p.stacks.length > 0 ? `Vorhanden: ${p.stacks.join(', ')}.` : 'Es gibt dort überhaupt keine Container.'}`,
  },
  'ambiguous.stack': {
    en: (p: { stack: string; candidates: string[] }) =>
      `More than one stack is called ${p.stack}. Name one of: ${p.candidates.join(', ')}.`,
    de: (p: { stack: string; candidates: string[] }) =>
      `Mehrere Stacks heißen ${p.stack}. Nennen Sie einen von: ${p.candidates.join(', ')}.`,
  },
  'not-found.host': {
    en: (p: { host: string; hosts: string[] }) => `There is no host ${p.host}. There are: ${p.hosts.join(', ')}.`,
    de: (p: { host: string; hosts: string[] }) => `Es gibt keinen Host ${p.host}. Vorhanden: ${p.hosts.join(', ')}.`,
  },
  'not-found.repository': {
    en: (p: { repository: string; repositories: string[] }) =>
      `There is no repository ${p.repository}. There are: ${p.repositories.join(', ')}.`,
    de: (p: { repository: string; repositories: string[] }) =>
      `Es gibt kein Repository ${p.repository}. Vorhanden: ${p.repositories.join(', ')}.`,
  },
  'usage.not-confirmed': {
    en: () => 'This plan has to be confirmed before it is run. Nothing was done.',
    de: () => 'Dieser Plan muss vor der Ausführung bestätigt werden. Es wurde nichts getan.',
  },
  'locked.alive': {
    en: (p: { job: string }) => `Job ${p.job} is running. Watch it, or cancel it; there is nothing to clean up.`,
    de: (p: { job: string }) => `Auftrag ${p.job} läuft. Sie können zusehen oder ihn abbrechen; aufzuräumen gibt es nichts.`,
  },
  'locked.elsewhere': {
    en: (p: { job: string; machine: string }) =>
      `Job ${p.job} belongs to a process on ${p.machine}, another machine or container. Whether it still runs cannot be known from here. Make sure that it does not, then take it over by that name: longshore recover --take-over ${p.machine}`,
    de: (p: { job: string; machine: string }) =>
      `Auftrag ${p.job} gehört einem Prozess auf ${p.machine}, einem anderen Rechner oder Container. Ob er noch läuft, lässt sich von hier nicht feststellen. Vergewissern Sie sich, dass er nicht läuft, und übernehmen Sie ihn dann mit diesem Namen: longshore recover --take-over ${p.machine}`,
  },
  'repaired.containers': {
    en: (p: { containers: string[] }) => `These containers run again: ${p.containers.join(', ')}.`,
    de: (p: { containers: string[] }) => `Diese Container laufen wieder: ${p.containers.join(', ')}.`,
  },
  'repaired.forward': {
    en: (p: { services: string[] }) =>
      `The switch-over had been completed: ${p.services.join(', ')} hold the new data, and it can be undone.`,
    de: (p: { services: string[] }) =>
      `Die Umschaltung war fertig: ${p.services.join(', ')} halten die neuen Daten; das lässt sich rückgängig machen.`,
  },
  'repaired.back': {
    en: (p: { services: string[] }) =>
      `The data is as it was before: ${p.services.join(', ')}. What had been prepared was removed.`,
    de: (p: { services: string[] }) => `Die Daten sind wie zuvor: ${p.services.join(', ')}. Das Vorbereitete wurde entfernt.`,
  },
  'repaired.attempt': {
    en: () => 'The unfinished snapshot was removed.',
    de: () => 'Der unfertige Schnappschuss wurde entfernt.',
  },
  'repaired.snapshot': {
    en: (p: { snapshot: string }) => `The snapshot ${p.snapshot} had been completed and is there.`,
    de: (p: { snapshot: string }) => `Der Schnappschuss ${p.snapshot} war schon vollständig und ist da.`,
  },
  'repaired.attempt-left': {
    en: (p: { repository: string }) =>
      `The unfinished snapshot is still in the repository ${p.repository}, which cannot be reached; the next backup removes it.`,
    de: (p: { repository: string }) =>
      `Der unfertige Schnappschuss liegt noch im Repository ${p.repository}, das nicht erreichbar ist; die nächste Sicherung entfernt ihn.`,
  },
  'repaired.nothing': {
    en: (p: { job: string }) => `Job ${p.job} had changed nothing.`,
    de: (p: { job: string }) => `Auftrag ${p.job} hatte nichts geändert.`,
  },
  'no-space.data': {
    en: (p: { service: string; path: string; free: number; needed: number }) =>
      `${p.service} has ${bytes(p.free, 'en')} free at ${p.path}, and a copy beside the live data needs ${bytes(p.needed, 'en')}. Nothing was changed.`,
    de: (p: { service: string; path: string; free: number; needed: number }) =>
      `${p.service} hat unter ${p.path} ${bytes(p.free, 'de')} frei, eine Kopie neben den laufenden Daten braucht ${bytes(p.needed, 'de')}. Es wurde nichts geändert.`,
  },
  'no-space.capture': {
    en: (p: { services: string[]; free: number; needed: number }) =>
      `Before they are stored, the copies of ${p.services.join(', ')} go to volumes of the Docker Engine. They need ${bytes(p.needed, 'en')}, and ${bytes(p.free, 'en')} are free. No container was stopped, and nothing was changed.`,
    de: (p: { services: string[]; free: number; needed: number }) =>
      `Vor dem Speichern kommen die Kopien von ${p.services.join(', ')} in Volumes der Docker-Engine. Sie brauchen ${bytes(p.needed, 'de')}, und ${bytes(p.free, 'de')} sind frei. Es wurde kein Container gestoppt und nichts geändert.`,
  },
  'no-space.repository-full': {
    en: (p: { repository: string; free: number; needed: number }) =>
      `The repository ${p.repository} has ${bytes(p.free, 'en')} free, and the last backup of this stack took ${bytes(p.needed, 'en')}. Nothing was done.`,
    de: (p: { repository: string; free: number; needed: number }) =>
      `Im Repository ${p.repository} sind ${bytes(p.free, 'de')} frei, die letzte Sicherung dieses Stacks brauchte ${bytes(p.needed, 'de')}. Es wurde nichts getan.`,
  },
  'note.tight': {
    en: (p: { repository: string; free: number; estimate: number }) =>
      `The repository ${p.repository} has ${bytes(p.free, 'en')} free; uncompressed the data is ${bytes(p.estimate, 'en')}.`,
    de: (p: { repository: string; free: number; estimate: number }) =>
      `Im Repository ${p.repository} sind ${bytes(p.free, 'de')} frei; unkomprimiert sind die Daten ${bytes(p.estimate, 'de')} groß.`,
  },
  'note.cancelling': {
    en: () => 'The job was cancelled and is coming to its end.',
    de: () => 'Der Auftrag wurde abgebrochen und kommt zum Ende.',
  },
  'note.connection-lost': {
    en: (p: { address: string }) => `The connection to ${p.address} was lost. Waiting for it for up to five minutes.`,
    de: (p: { address: string }) => `Die Verbindung zu ${p.address} ist abgerissen. Wir warten bis zu fünf Minuten auf sie.`,
  },
  'note.connection-back': {
    en: (p: { address: string }) => `The connection to ${p.address} is back.`,
    de: (p: { address: string }) => `Die Verbindung zu ${p.address} ist wieder da.`,
  },
  'note.not-healthy': {
    en: (p: { container: string }) => `${p.container} was started but is not healthy yet.`,
    de: (p: { container: string }) => `${p.container} wurde gestartet, ist aber noch nicht gesund.`,
  },
});
