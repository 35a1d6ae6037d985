import { messages } from './messages.ts';

/** What is said otherwise where people click: each `click.KEY` takes the place of `KEY`, which names a command line. */
export const clicks = messages({
  'click.hint.start-docker': {
    en: () => 'Start Docker, or add a host on which it runs.',
    de: () => 'Starten Sie Docker, oder fügen Sie einen Host hinzu, auf dem eine Engine läuft.',
  },
  'click.hint.host-remove': {
    en: (p: { host: string }) => `Choose another name, or take ${p.host} out of the configuration first.`,
    de: (p: { host: string }) => `Wählen Sie einen anderen Namen, oder nehmen Sie ${p.host} zuerst aus der Konfiguration.`,
  },
  'click.hint.tcp-open': {
    en: () => 'Use ssh://, or TLS with client certificates: ca, cert and key in the configuration.',
    de: () => 'Nehmen Sie ssh://, oder TLS mit Client-Zertifikaten: ca, cert und key in der Konfiguration.',
  },
  'click.hint.tls-authority': {
    en: () => 'The file ca.pem must be that of the authority which signed it. If you did not set this up, ask who did.',
    de: () => 'Die Datei ca.pem muss die der Stelle sein, die es unterschrieben hat. Wer das eingerichtet hat, weiß, welche.',
  },
  'click.host.not-added': {
    en: (p: { host: string }) => `${p.host} was not added. Nothing was changed.`,
    de: (p: { host: string }) => `${p.host} wurde nicht aufgenommen. Es wurde nichts geändert.`,
  },
  'click.hint.no-owner': {
    en: () => 'Restore without owners and privileges, or create the users first.',
    de: () => 'Stellen Sie ohne Eigentümer und Rechte wieder her, oder legen Sie die Benutzer vorher an.',
  },
  'click.hint.extensions-beside': {
    en: () =>
      'The live server may have them from a mount, or install them when it starts, which a throw-away server does not. To see that the data loads, restore the database beside in the live server, under another name.',
    de: () =>
      'Der Live-Server hat sie vielleicht aus einem Mount oder installiert sie beim Start; ein Wegwerf-Server tut das nicht. Ob sich die Daten laden lassen, zeigt eine Wiederherstellung der Datenbank daneben im Live-Server, unter einem anderen Namen.',
  },
  'click.hint.trial-image': {
    en: () =>
      'A drill needs an image with the programs of that PostgreSQL version (initdb, postgres), a shell, and the extensions of the databases. What the server loads when it starts (shared_preload_libraries) must be in it, too.',
    de: () =>
      'Eine Probe braucht ein Image, das die Programme dieser PostgreSQL-Version (initdb, postgres), eine Shell und die Erweiterungen der Datenbanken hat. Auch was der Server beim Start lädt (shared_preload_libraries), muss darin sein.',
  },
  'click.hint.in-place': {
    en: () => 'Overwrite in place: it is proven in a throw-away server first, and a safety backup is made.',
    de: () =>
      'Überschreiben Sie an Ort und Stelle: Zuerst wird in einem Wegwerf-Server geprüft und eine Sicherheitskopie gemacht.',
  },
  'click.hint.no-safety': {
    en: () =>
      'Restore beside the live data where that can be done. Damaged live data is given up on purpose, at a terminal: --in-place --no-safety. There is no undo then.',
    de: () =>
      'Stellen Sie, wo das geht, neben den laufenden Daten wieder her. Beschädigte laufende Daten gibt man nur mit Absicht auf, im Terminal: --in-place --no-safety. Rückgängig machen lässt sich das dann nicht.',
  },
  'click.hint.live': {
    en: (p: { snapshot: string; safety: string }) =>
      `Test a restore of ${p.snapshot}, to see whether it can be restored at all. Should anything be amiss with what is live, restore ${p.safety}.`,
    de: (p: { snapshot: string; safety: string }) =>
      `Proben Sie die Wiederherstellung von ${p.snapshot}, um zu sehen, ob sie überhaupt gelingt. Falls mit dem, was live ist, etwas nicht stimmt, stellen Sie ${p.safety} wieder her.`,
  },
  'click.hint.live-kept': {
    en: (p: { snapshot: string }) =>
      `Test a restore of ${p.snapshot}, to see whether it can be restored at all, or choose another snapshot.`,
    de: (p: { snapshot: string }) =>
      `Proben Sie die Wiederherstellung von ${p.snapshot}, um zu sehen, ob sie überhaupt gelingt, oder wählen Sie einen anderen Schnappschuss.`,
  },
  'click.hint.undo': {
    en: () =>
      'The new data is still live; nothing was taken back. What was there before is kept: undo this job to bring it back.',
    de: () =>
      'Live sind weiter die neuen Daten; zurückgenommen wurde nichts. Was vorher da war, ist aufbewahrt: Machen Sie diesen Auftrag rückgängig, damit es zurückkommt.',
  },
  'click.hint.no-undo': {
    en: () =>
      'The new data is still live, and nothing is kept that an undo could bring back. Look at the logs of the containers, or choose another snapshot.',
    de: () =>
      'Live sind weiter die neuen Daten, und zum Zurücknehmen ist nichts aufbewahrt. Sehen Sie in die Logs der Container, oder wählen Sie einen anderen Schnappschuss.',
  },
  'click.hint.forget-repository': {
    en: (p: { repository: string }) =>
      `If it is only not mounted, mount it again. Beginning anew in its place is done on purpose, at a terminal: longshore forget ${p.repository}`,
    de: (p: { repository: string }) =>
      `Ist es nur nicht eingehängt, hängen Sie es wieder ein. An seiner Stelle neu zu beginnen geht nur mit Absicht, im Terminal: longshore forget ${p.repository}`,
  },
  'click.hint.unpin': {
    en: (p: { snapshot: string }) => `If ${p.snapshot} may go, unpin it first.`,
    de: (p: { snapshot: string }) => `Wenn ${p.snapshot} weg darf, lösen Sie ihn zuerst.`,
  },
  'click.hint.free-space': {
    en: () => 'Free some space there, or make another repository the default one.',
    de: () => 'Schaffen Sie dort Platz, oder machen Sie ein anderes Repository zur Vorgabe.',
  },
  'click.hint.list-snapshots': {
    en: () => 'The list of snapshots shows what is there.',
    de: () => 'Die Liste der Schnappschüsse zeigt, welche es gibt.',
  },
  'click.hint.bucket-permission': {
    en: (p: { action: string; place: string }) => `Allow ${p.action} there, or use other credentials.`,
    de: (p: { action: string; place: string }) => `Erlauben Sie dort ${p.action}, oder verwenden Sie andere Zugangsdaten.`,
  },
  'click.hint.delete-last': {
    en: (p: { stack: string }) => `Back up ${p.stack} first and test the restore of that snapshot; then this one may go.`,
    de: (p: { stack: string }) =>
      `Sichern Sie zuerst ${p.stack} und proben Sie die Wiederherstellung dieses Schnappschusses; dann darf dieser weg.`,
  },
  'click.warning.elsewhere': {
    en: (p: { job: string; machine: string }) =>
      `Job ${p.job} belongs to a process on ${p.machine}, another machine or container. Whether it still runs cannot be known from here. It is left alone.`,
    de: (p: { job: string; machine: string }) =>
      `Auftrag ${p.job} gehört einem Prozess auf ${p.machine}, einem anderen Rechner oder Container. Ob er noch läuft, lässt sich von hier nicht feststellen. Er bleibt unberührt.`,
  },
  'click.hint.password-or-exclude': {
    en: (p: { service: string; stack: string }) =>
      `Say in the configuration where the password is (stacks.${p.stack}.passwords.${p.service}), or leave the service out on purpose.`,
    de: (p: { service: string; stack: string }) =>
      `Geben Sie in der Konfiguration an, wo das Passwort steht (stacks.${p.stack}.passwords.${p.service}), oder lassen Sie den Dienst absichtlich aus.`,
  },
  'click.hint.leave-out-service': {
    en: (p: { service: string }) => `Mend that, or leave ${p.service} out on purpose.`,
    de: (p: { service: string }) => `Beheben Sie das, oder lassen Sie ${p.service} absichtlich aus.`,
  },
  'click.hint.other-items': {
    en: (p: { item: string; others: string[]; words: string[] }) =>
      `Leave ${p.item} out and choose the others: ${p.others.join(', ')}`,
    de: (p: { item: string; others: string[]; words: string[] }) =>
      `Lassen Sie ${p.item} aus und wählen Sie die anderen: ${p.others.join(', ')}`,
  },
  'click.hint.beside': {
    en: (p: { item: string }) => `Bring ${p.item} beside what is there, under another name.`,
    de: (p: { item: string }) => `Holen Sie ${p.item} unter anderem Namen neben das, was da ist.`,
  },
  'click.hint.exclude-service': {
    en: (p: { service: string }) => `Start ${p.service}, or leave it out on purpose.`,
    de: (p: { service: string }) => `Starten Sie ${p.service}, oder lassen Sie ihn absichtlich aus.`,
  },
  'click.hint.one-by-one': {
    en: (p: { services: string[] }) => `Take each by itself: ${p.services.join(', then ')}.`,
    de: (p: { services: string[] }) => `Nehmen Sie jeden für sich: ${p.services.join(', dann ')}.`,
  },
  'click.hint.up-or-forget': {
    en: (p: { folder: string }) =>
      `Start the stack again, then clean up. If it is gone for good, remove the record of the job: ${p.folder}`,
    de: (p: { folder: string }) =>
      `Starten Sie den Stack wieder und räumen Sie dann auf. Ist er endgültig weg, entfernen Sie die Aufzeichnung des Auftrags: ${p.folder}`,
  },
  'click.hint.freeze-online': {
    en: () => 'Try again at a quieter time, or back up without pausing.',
    de: () => 'Versuchen Sie es zu ruhigerer Zeit noch einmal, oder sichern Sie ohne Anhalten.',
  },
  'click.hint.recover-damaged': {
    en: (p: { machine: string }) =>
      `Look at the data of those services first. What stands still is woken, the lock released and the data left as it is only on purpose, at a terminal: longshore recover --take-over ${p.machine}`,
    de: (p: { machine: string }) =>
      `Sehen Sie zuerst die Daten dieser Dienste an. Zu wecken, was stillsteht, die Sperre zu lösen und die Daten zu lassen, wie sie sind, geht nur mit Absicht, im Terminal: longshore recover --take-over ${p.machine}`,
  },
  'click.hint.recover': {
    en: () => 'Clean up after the interruption.',
    de: () => 'Räumen Sie nach der Unterbrechung auf.',
  },
  'click.hint.pull-or-name-image': {
    en: (p: { image: string }) => `Pull it there: docker pull ${p.image}`,
    de: (p: { image: string }) => `Laden Sie es dort: docker pull ${p.image}`,
  },
  'click.jobs.undo': {
    en: (p: { job: string; services: string[]; until: string }) =>
      `Can be undone until ${p.until} at least (${p.services.join(', ')}).`,
    de: (p: { job: string; services: string[]; until: string }) =>
      `Rückgängig bis mindestens ${p.until} (${p.services.join(', ')}).`,
  },
  'click.compare.maybe': {
    en: (p: { maybe: string }) => `${p.maybe} may differ: the rows marked ≈ are estimates of the server.`,
    de: (p: { maybe: string }) => `${p.maybe} könnten sich unterscheiden: mit ≈ markierte Zeilen sind Schätzungen des Servers.`,
  },
  'click.hint.copy-as': {
    en: () => 'Copy it into another stack or service.',
    de: () => 'Kopieren Sie in einen anderen Stack oder Dienst.',
  },
  'click.hint.copy-by-snapshot': {
    en: (p: { from: string; to: string }) =>
      `Take the way over a snapshot: back up ${p.from}, then restore that snapshot into ${p.to}.`,
    de: (p: { from: string; to: string }) =>
      `Nehmen Sie den Weg über einen Schnappschuss: ${p.from} sichern, dann diesen Schnappschuss in ${p.to} wiederherstellen.`,
  },
});
