import { messages } from './messages.ts';

/** `longshore serve`, and the page around its screens. */
export const serve = messages({
  'denied.link-spent': {
    en: () => 'This link was used already, or is too old. A link is good for one use within ten minutes.',
    de: () => 'Dieser Link wurde schon benutzt oder ist zu alt. Ein Link gilt für eine Benutzung innerhalb von zehn Minuten.',
  },
  'host-unreachable.sign-in': {
    en: () => 'The server does not answer, or not as it should. Try again in a moment: the link was not used.',
    de: () =>
      'Der Server antwortet nicht oder nicht, wie er sollte. Versuchen Sie es gleich noch einmal: Der Link ist nicht verbraucht.',
  },
  'denied.session-ended': {
    en: () => 'This session has ended. Jobs under way are not affected.',
    de: () => 'Diese Sitzung ist zu Ende. Laufende Aufträge sind davon nicht betroffen.',
  },
  'denied.role': {
    en: (p: { role: string; needed: string }) => `This needs the role ${p.needed}; you have ${p.role}. Nothing was done.`,
    de: (p: { role: string; needed: string }) => `Das braucht die Rolle ${p.needed}; Sie haben ${p.role}. Es wurde nichts getan.`,
  },
  'denied.socket-folder': {
    en: (p: { folder: string }) => `The folder ${p.folder} belongs to another user, or others may write into it. Remove it.`,
    de: (p: { folder: string }) =>
      `Der Ordner ${p.folder} gehört jemand anderem, oder andere dürfen hineinschreiben. Entfernen Sie ihn.`,
  },
  'storage-failed.audit': {
    en: (p: { file: string; problem: string }) =>
      `The audit ${p.file} cannot be written: ${p.problem}. What cannot be written down is not done.`,
    de: (p: { file: string; problem: string }) =>
      `Das Protokoll ${p.file} lässt sich nicht schreiben: ${p.problem}. Was sich nicht festhalten lässt, wird nicht getan.`,
  },
  'not-found.page': {
    en: (p: { folder: string }) =>
      `The screens are not built: there is nothing in ${p.folder}. Build them with: npm run build:ui`,
    de: (p: { folder: string }) =>
      `Die Oberfläche ist nicht gebaut: In ${p.folder} ist nichts. Bauen Sie sie mit: npm run build:ui`,
  },
  'not-found.serving': {
    en: () => 'No server of this data folder is running. Start it with: longshore serve',
    de: () => 'Es läuft kein Server für diesen Datenordner. Starten Sie ihn mit: longshore serve',
  },
  'not-found.session': {
    en: (p: { who: string }) => `There is no session of ${p.who}. longshore serve sessions shows those there are.`,
    de: (p: { who: string }) => `Es gibt keine Sitzung von ${p.who}. longshore serve sessions zeigt die vorhandenen.`,
  },
  'conflict.serving': {
    en: () => 'A server of this data folder is running already.',
    de: () => 'Für diesen Datenordner läuft schon ein Server.',
  },
  'usage.serve-listen': {
    en: (p: { address: string; problem: string }) => `Nothing can be served at ${p.address}: ${p.problem}.`,
    de: (p: { address: string; problem: string }) => `Unter ${p.address} lässt sich nichts anbieten: ${p.problem}.`,
  },
  'usage.serve-address': {
    en: (p: { address: string }) => `“${p.address}” is not an address to listen on. Write ADDRESS:PORT, such as 127.0.0.1:8440.`,
    de: (p: { address: string }) =>
      `„${p.address}“ ist keine Adresse zum Lauschen. Schreiben Sie ADRESSE:PORT, etwa 127.0.0.1:8440.`,
  },
  'usage.serve-open': {
    en: (p: { address: string }) =>
      `${p.address} can be reached from other machines: that needs --tls-cert and --tls-key, or --behind-proxy where a proxy does TLS. Nothing was started.`,
    de: (p: { address: string }) =>
      `${p.address} ist von anderen Rechnern erreichbar: Das braucht --tls-cert und --tls-key, oder --behind-proxy, wo ein Proxy TLS macht. Es wurde nichts gestartet.`,
  },
  'usage.serve-host': {
    en: () => 'Say by which name the pages are asked for, with --allow-host. Nothing was started.',
    de: () => 'Sagen Sie mit --allow-host, unter welchem Namen die Seiten aufgerufen werden. Es wurde nichts gestartet.',
  },
  'usage.serve-tls': {
    en: () => '--tls-cert and --tls-key belong together, and --behind-proxy takes neither. Nothing was started.',
    de: () => '--tls-cert und --tls-key gehören zusammen, und mit --behind-proxy entfallen beide. Es wurde nichts gestartet.',
  },
  'usage.serve-certificate': {
    en: (p: { file: string; problem: string }) => `${p.file} cannot be used for TLS: ${p.problem}.`,
    de: (p: { file: string; problem: string }) => `${p.file} lässt sich nicht für TLS verwenden: ${p.problem}.`,
  },
  'usage.link-name': {
    en: (p: { longest: number }) =>
      `The name of a user has 1 to ${p.longest} characters. Write: longshore serve link --name anna --role operate`,
    de: (p: { longest: number }) =>
      `Ein Name hat 1 bis ${p.longest} Zeichen. Schreiben Sie: longshore serve link --name anna --role operate`,
  },
  'serve.serving': {
    en: (p: { address: string }) => `The screens are at ${p.address}, for users with a link.`,
    de: (p: { address: string }) => `Die Oberfläche ist unter ${p.address}, für alle, die einen Link haben.`,
  },
  'serve.fingerprint': {
    en: (p: { fingerprint: string }) => `Certificate (SHA-256): ${p.fingerprint}`,
    de: (p: { fingerprint: string }) => `Zertifikat (SHA-256): ${p.fingerprint}`,
  },
  'serve.how-to-link': {
    en: () => 'Make one with: longshore serve link --name NAME --role view|operate. Ctrl-C ends the server; jobs go on.',
    de: () =>
      'Einen machen: longshore serve link --name NAME --role view|operate. Strg-C beendet den Server; Aufträge laufen weiter.',
  },
  'serve.recovers': {
    en: (p: { job: string }) => `Job ${p.job} was interrupted. The server brings it to its end.`,
    de: (p: { job: string }) => `Auftrag ${p.job} wurde unterbrochen. Der Server bringt ihn zu Ende.`,
  },
  'serve.recovered': {
    en: (p: { job: string }) => `Job ${p.job} was brought to its end.`,
    de: (p: { job: string }) => `Auftrag ${p.job} ist zu Ende gebracht.`,
  },
  'serve.not-recovered': {
    en: (p: { job: string }) => `Job ${p.job} could not be brought to its end. The server tries again at its next start.`,
    de: (p: { job: string }) =>
      `Auftrag ${p.job} ließ sich nicht zu Ende bringen. Der Server versucht es bei seinem nächsten Start wieder.`,
  },
  'serve.link-for': {
    en: (p: { name: string; role: string; time: string }) => `For ${p.name}, to ${p.role}. Good once, until ${p.time}:`,
    de: (p: { name: string; role: string; time: string }) => `Für ${p.name}, Rolle ${p.role}. Einmal gültig, bis ${p.time}:`,
  },
  'serve.revoked': {
    en: (p: { names: string[] }) => `Ended: ${p.names.join(', ')}. Jobs that were started go on.`,
    de: (p: { names: string[] }) => `Beendet: ${p.names.join(', ')}. Gestartete Aufträge laufen weiter.`,
  },
  'serve.no-sessions': { en: () => 'No user is signed in.', de: () => 'Niemand ist angemeldet.' },
  'head.session': { en: () => 'SESSION', de: () => 'SITZUNG' },
  'head.person': { en: () => 'NAME', de: () => 'NAME' },
  'head.last-used': { en: () => 'LAST USED', de: () => 'ZULETZT' },
  'head.until': { en: () => 'UNTIL', de: () => 'BIS' },

  'serve.page.invited': {
    en: () => 'You were invited to this Longshore. The link works once: sign in where you want to stay.',
    de: () => 'Sie sind zu diesem Longshore eingeladen. Der Link gilt einmal: Melden Sie sich dort an, wo Sie bleiben möchten.',
  },
  'serve.page.sign-in': { en: () => 'Sign in', de: () => 'Anmelden' },
  'serve.page.connecting': { en: () => 'Connecting …', de: () => 'Verbindung wird aufgebaut …' },
  'serve.page.ended': {
    en: () => 'Your session has ended. Jobs that you started go on.',
    de: () => 'Ihre Sitzung ist zu Ende. Aufträge, die Sie gestartet haben, laufen weiter.',
  },
  'serve.page.no-session': { en: () => 'You are not signed in.', de: () => 'Sie sind nicht angemeldet.' },
  'serve.page.how-to-link': {
    en: () =>
      'Ask the administrator of this server for a link. It is made there with: longshore serve link --name NAME --role operate',
    de: () =>
      'Bitten Sie um einen Link, wer diesen Server betreibt. Dort macht man ihn mit: longshore serve link --name NAME --role operate',
  },

  'help.command.serve': {
    en: () => 'the screens in a browser, for a machine without a desktop',
    de: () => 'die Oberfläche im Browser, für einen Rechner ohne Bildschirm',
  },
  'help.examples.serve': {
    en: () =>
      '  longshore serve                                     this machine only; from another one: ssh -L 8440:localhost:8440 SERVER\n  longshore serve link --name anna --role operate     a link for anna, good once\n  longshore serve --listen 0.0.0.0:8440 --tls-cert cert.pem --tls-key key.pem --allow-host backup.example.org\n  longshore serve --behind-proxy --allow-host backup.example.org',
    de: () =>
      '  longshore serve                                     nur dieser Rechner; von einem anderen: ssh -L 8440:localhost:8440 SERVER\n  longshore serve link --name anna --role operate     ein Link für anna, einmal gültig\n  longshore serve --listen 0.0.0.0:8440 --tls-cert cert.pem --tls-key key.pem --allow-host backup.example.org\n  longshore serve --behind-proxy --allow-host backup.example.org',
  },
  'help.option.listen': {
    en: () => 'address and port (default: 127.0.0.1:8440)',
    de: () => 'Adresse und Port (Vorgabe: 127.0.0.1:8440)',
  },
  'help.option.tls-cert': { en: () => 'certificate of the server, as PEM', de: () => 'Zertifikat des Servers, als PEM' },
  'help.option.tls-key': { en: () => 'its private key', de: () => 'dessen privater Schlüssel' },
  'help.option.behind-proxy': {
    en: () => 'a proxy in front does TLS, and passes the Host header on',
    de: () => 'ein Proxy davor macht TLS und reicht den Host-Header weiter',
  },
  'help.option.allow-host': {
    en: () => 'a name that the pages are asked for by (may be repeated)',
    de: () => 'ein Name, unter dem die Seiten aufgerufen werden (wiederholbar)',
  },
  'help.command.serve-link': {
    en: () => 'print a link for a user: good once, within ten minutes',
    de: () => 'einen Link für jemanden ausgeben: einmal gültig, zehn Minuten lang',
  },
  'help.examples.serve-link': {
    en: () => '  longshore serve link --name anna --role operate',
    de: () => '  longshore serve link --name anna --role operate',
  },
  'help.option.link-name': {
    en: () => 'whom it is for, as the audit names them',
    de: () => 'für wen, wie das Protokoll sie nennt',
  },
  'help.option.link-role': {
    en: () => 'view: look at everything; operate: also back up, restore, test, undo, cancel',
    de: () => 'view: alles ansehen; operate: auch sichern, zurückspielen, prüfen, rückgängig machen, abbrechen',
  },
  'help.command.serve-sessions': { en: () => 'who is signed in', de: () => 'wer angemeldet ist' },
  'help.examples.serve-sessions': { en: () => '  longshore serve sessions', de: () => '  longshore serve sessions' },
  'help.command.serve-revoke': {
    en: () => 'end a session at once; jobs go on',
    de: () => 'eine Sitzung sofort beenden; Aufträge laufen weiter',
  },
  'help.examples.serve-revoke': {
    en: () =>
      '  longshore serve revoke anna          all of hers, and links that she has not used\n  longshore serve revoke 3f9a1c07',
    de: () =>
      '  longshore serve revoke anna          alle von ihr, und Links, die sie nicht benutzt hat\n  longshore serve revoke 3f9a1c07',
  },
  'help.argument.session': { en: () => 'name, or id of a session', de: () => 'Name, oder Kennung einer Sitzung' },
});
