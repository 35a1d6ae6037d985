import { messages } from './messages.ts';
import { moment } from './units.ts';

const list = (names: string[]): string => names.join(', ');

/** Returns what calls are used for as a list of the commands that do it. */
const commands = (uses: string[]): string => list(uses.map((use) => (use === 'look' ? 'status' : use)));

/** `longshore host`, and what a test of a Docker host finds. */
export const hostTest = messages({
  'usage.host-name': {
    en: (p: { host: string }) =>
      `${p.host} cannot be the name of a host: it begins with a letter or a digit, and dots, dashes and underscores may follow.`,
    de: (p: { host: string }) =>
      `${p.host} kann kein Name eines Hosts sein: er beginnt mit Buchstabe oder Ziffer, auch Punkte, Striche und Unterstriche dürfen folgen.`,
  },
  'usage.host-tls': {
    en: () => '--ca, --cert and --key belong together, and to a tcp address.',
    de: () => '--ca, --cert und --key gehören zusammen, und zu einer tcp-Adresse.',
  },
  'usage.host-ssh': {
    en: () => '--identity, --passphrase and --password belong to an ssh address.',
    de: () => '--identity, --passphrase und --password gehören zu einer ssh-Adresse.',
  },
  'usage.host-secret': {
    en: (p: { field: string }) =>
      `The ${p.field} is given by saying where it is, not by itself: env:NAME, file:PATH or command:COMMAND. Nothing was written.`,
    de: (p: { field: string }) =>
      `Für ${p.field} wird angegeben, wo das Geheimnis liegt, nicht es selbst: env:NAME, file:PFAD oder command:BEFEHL. Nichts wurde geschrieben.`,
  },
  'conflict.host-exists': {
    en: (p: { host: string }) => `There is a host ${p.host} in the configuration already.`,
    de: (p: { host: string }) => `In der Konfiguration gibt es schon einen Host ${p.host}.`,
  },
  'hint.host-remove': {
    en: (p: { host: string }) => `Choose another name, or take that one out first: longshore host remove ${p.host}`,
    de: (p: { host: string }) =>
      `Wählen Sie einen anderen Namen, oder entfernen Sie zuerst jenen: longshore host remove ${p.host}`,
  },
  'not-found.host-entry': {
    en: (p: { host: string; hosts: string[] }) =>
      p.hosts.length === 0
        ? `There is no host ${p.host} in the configuration; it names none. Docker contexts are removed with Docker.`
        : `There is no host ${p.host} in the configuration. There are: ${list(p.hosts)}.`,
    de: (p: { host: string; hosts: string[] }) =>
      p.hosts.length === 0
        ? `In der Konfiguration gibt es keinen Host ${p.host}, sie nennt gar keinen. Docker-Kontexte entfernt man mit Docker.`
        : `In der Konfiguration gibt es keinen Host ${p.host}. Vorhanden: ${list(p.hosts)}.`,
  },
  'found.ssh-login': {
    en: (p: { server: string; method: string; fingerprint: string }) =>
      `Logged in over SSH at ${p.server} by ${p.method}; the server’s key is ${p.fingerprint}.`,
    de: (p: { server: string; method: string; fingerprint: string }) =>
      `Über SSH angemeldet bei ${p.server} mit ${p.method}; der Schlüssel des Servers ist ${p.fingerprint}.`,
  },
  'found.ssh-login-jump': {
    en: (p: { server: string; method: string; fingerprint: string }) =>
      `Logged in over SSH at ${p.server}, through another machine, by ${p.method}; the server’s key is ${p.fingerprint}.`,
    de: (p: { server: string; method: string; fingerprint: string }) =>
      `Über SSH angemeldet bei ${p.server}, durch einen anderen Rechner, mit ${p.method}; der Schlüssel des Servers ist ${p.fingerprint}.`,
  },
  'found.ssh-socket': {
    en: (p: { path: string }) => `All requests go through this one login to ${p.path}.`,
    de: (p: { path: string }) => `Alle Anfragen gehen durch diese eine Anmeldung zu ${p.path}.`,
  },
  'found.ssh-command': {
    en: () =>
      'The SSH server forwards no sockets, so each request starts the docker command there, which is slower (AllowStreamLocalForwarding).',
    de: () =>
      'Der SSH-Server leitet keine Sockets weiter, darum startet jede Anfrage dort den Befehl docker, was langsamer ist (AllowStreamLocalForwarding).',
  },
  'found.docker-desktop': {
    en: () =>
      'Docker Desktop: Docker runs in a virtual machine with a disk and a memory limit of its own, and stops with the desktop.',
    de: () =>
      'Docker Desktop: Die Engine läuft in einer virtuellen Maschine mit eigener Platte und eigener Speichergrenze und endet mit dem Desktop.',
  },
  'found.rootless': {
    en: () =>
      'Docker runs without root: pausing containers and limits of memory work only where cgroup v2 is delegated to this user.',
    de: () =>
      'Die Engine läuft ohne root: Anhalten von Containern und Speichergrenzen gehen nur, wo cgroup v2 an diesen Benutzer delegiert ist.',
  },
  'found.podman': {
    en: () =>
      'Podman: it answers while podman.socket is enabled, and after a restart of the machine only podman-restart.service brings containers back.',
    de: () =>
      'Podman: Es antwortet, solange podman.socket aktiv ist, und nach einem Neustart des Rechners bringt nur podman-restart.service Container zurück.',
  },
  'found.slow': {
    en: (p: { milliseconds: number }) => `An answer takes ${p.milliseconds} ms. Pauses for a backup get longer by some of these.`,
    de: (p: { milliseconds: number }) =>
      `Eine Antwort dauert ${p.milliseconds} ms. Das Anhalten für eine Sicherung wird um einige davon länger.`,
  },
  'found.clock': {
    en: (p: { seconds: number }) =>
      `The clock of that machine is ${Math.abs(p.seconds)} s ${p.seconds > 0 ? 'ahead of' : 'behind'} ours.`,
    de: (p: { seconds: number }) =>
      `Die Uhr jenes Rechners geht ${Math.abs(p.seconds)} s ${p.seconds > 0 ? 'vor' : 'nach'}, verglichen mit unserer.`,
  },
  'found.tcp-open': {
    en: () => 'The connection is neither encrypted nor checked: any program that reaches that port has root rights there.',
    de: () => 'Die Verbindung ist weder verschlüsselt noch geprüft: wer diesen Port erreicht, hat dort die Rechte von root.',
  },
  'found.tcp-loopback': {
    en: () => 'Every user of this machine can use that port, and with it has root rights on the host.',
    de: () =>
      'Jeder Benutzer dieses Rechners kann diesen Port benutzen und hat damit auf dem Rechner der Engine die Rechte von root.',
  },
  'hint.tcp-open': {
    en: () => 'Use ssh://, or TLS with client certificates (--ca, --cert, --key).',
    de: () => 'Nehmen Sie ssh://, oder TLS mit Client-Zertifikaten (--ca, --cert, --key).',
  },
  'found.tls-unchecked': {
    en: () => 'The certificate of Docker is not checked (SkipTLSVerify of the Docker context).',
    de: () => 'Das Zertifikat der Engine wird nicht geprüft (SkipTLSVerify des Docker-Kontexts).',
  },
  'found.certificate-expired': {
    en: (p: { path: string; until: string }) => `The certificate ${p.path} was valid until ${moment(p.until, 'en')}.`,
    de: (p: { path: string; until: string }) => `Das Zertifikat ${p.path} galt bis ${moment(p.until, 'de')}.`,
  },
  'found.certificate-expires': {
    en: (p: { path: string; until: string }) => `The certificate ${p.path} is valid until ${moment(p.until, 'en')} only.`,
    de: (p: { path: string; until: string }) => `Das Zertifikat ${p.path} gilt nur noch bis ${moment(p.until, 'de')}.`,
  },
  'found.calls-refused': {
    en: (p: { calls: string[]; uses: string[] }) =>
      `Refused between us and Docker, and needed for ${commands(p.uses)}: ${list(p.calls)}.`,
    de: (p: { calls: string[]; uses: string[] }) =>
      `Zwischen uns und der Engine verweigert, und nötig für ${commands(p.uses)}: ${list(p.calls)}.`,
  },
  'hint.calls-refused': {
    en: () =>
      'A proxy in front of the Docker socket has to allow these. Of docker-socket-proxy the settings are POST, CONTAINERS, EXEC, IMAGES, VOLUMES, INFO, EVENTS and ALLOW_START, ALLOW_STOP.',
    de: () =>
      'Ein Proxy vor dem Docker-Socket muss diese erlauben. Bei docker-socket-proxy sind es die Einstellungen POST, CONTAINERS, EXEC, IMAGES, VOLUMES, INFO, EVENTS und ALLOW_START, ALLOW_STOP.',
  },

  'head.host': { en: () => 'HOST', de: () => 'HOST' },
  'head.address': { en: () => 'ADDRESS', de: () => 'ADRESSE' },
  'head.from': { en: () => 'FROM', de: () => 'AUS' },
  'head.answers': { en: () => 'ANSWERS', de: () => 'ANTWORTET' },
  'host-source.configuration': { en: () => 'configuration', de: () => 'Konfiguration' },
  'host-source.context': { en: () => 'Docker context', de: () => 'Docker-Kontext' },
  'host-source.environment': { en: () => 'environment', de: () => 'Umgebung' },
  'host-source.builtin': { en: () => 'this machine', de: () => 'dieser Rechner' },
  'host.default': { en: () => '(default)', de: () => '(Vorgabe)' },
  'host-engine.docker': { en: () => 'Docker', de: () => 'Docker' },
  'host-engine.docker-desktop': { en: () => 'Docker Desktop', de: () => 'Docker Desktop' },
  'host-engine.podman': { en: () => 'Podman', de: () => 'Podman' },
  'host.engine': {
    en: (p: { engine: string; version: string; api: string; machine: string; cpus: number }) =>
      `${p.engine} ${p.version} (API ${p.api}) on ${p.machine}, ${p.cpus} CPUs`,
    de: (p: { engine: string; version: string; api: string; machine: string; cpus: number }) =>
      `${p.engine} ${p.version} (API ${p.api}) auf ${p.machine}, ${p.cpus} CPUs`,
  },
  'host.round-trip': {
    en: (p: { milliseconds: string }) => `An answer takes ${p.milliseconds} ms.`,
    de: (p: { milliseconds: string }) => `Eine Antwort dauert ${p.milliseconds} ms.`,
  },
  'host.calls-allowed': {
    en: (p: { count: number }) => `All ${p.count} calls that backup, drill and restore need are allowed.`,
    de: (p: { count: number }) => `Alle ${p.count} Aufrufe, die Sicherung, Probe und Wiederherstellung brauchen, sind erlaubt.`,
  },
  'host.no-answer': { en: () => 'no answer', de: () => 'keine Antwort' },
  'host.added': {
    en: (p: { host: string }) => `Added ${p.host}. To look at it: longshore status --host ${p.host}`,
    de: (p: { host: string }) => `${p.host} ist aufgenommen. Um sich umzusehen: longshore status --host ${p.host}`,
  },
  'host.not-added': {
    en: (p: { host: string }) => `${p.host} was not added. To add it all the same: --untested`,
    de: (p: { host: string }) => `${p.host} wurde nicht aufgenommen. Um ihn dennoch aufzunehmen: --untested`,
  },
  'host.removed': {
    en: (p: { host: string }) => `Removed ${p.host} from the configuration. Nothing on that machine was touched.`,
    de: (p: { host: string }) => `${p.host} ist aus der Konfiguration entfernt. Auf jenem Rechner wurde nichts angerührt.`,
  },
});
