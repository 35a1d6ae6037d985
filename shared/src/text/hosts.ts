import { messages } from './messages.ts';
import { moment } from './units.ts';

export const hosts = messages({
  'host-unreachable.no-engine': {
    en: (p: { address: string }) => `No Docker Engine answers at ${p.address}.`,
    de: (p: { address: string }) => `Unter ${p.address} antwortet keine Docker-Engine.`,
  },
  'host-unreachable.network': {
    en: (p: { address: string; reason: string }) =>
      `The machine of the Docker Engine at ${p.address} cannot be reached (${p.reason}).`,
    de: (p: { address: string; reason: string }) =>
      `Der Rechner der Docker-Engine unter ${p.address} ist nicht erreichbar (${p.reason}).`,
  },
  'host-unreachable.tls': {
    en: (p: { address: string; reason: string }) =>
      `The Docker Engine at ${p.address} answered, but no secure connection came about (${p.reason}).`,
    de: (p: { address: string; reason: string }) =>
      `Die Docker-Engine unter ${p.address} hat geantwortet, aber eine sichere Verbindung kam nicht zustande (${p.reason}).`,
  },
  'host-unreachable.tls-name': {
    en: (p: { address: string; names: string[] }) =>
      `Who answers at ${p.address} shows the certificate of another machine (${p.names.join(', ')}).`,
    de: (p: { address: string; names: string[] }) =>
      `Wer unter ${p.address} antwortet, zeigt das Zertifikat eines anderen Rechners (${p.names.join(', ')}).`,
  },
  'hint.tls-name': {
    en: () => 'Use a name that is in the certificate, or give Docker one that names its address (subjectAltName).',
    de: () =>
      'Nehmen Sie einen Namen, der im Zertifikat steht, oder geben Sie der Engine eines, das ihre Adresse nennt (subjectAltName).',
  },
  'host-unreachable.tls-time': {
    en: (p: { address: string }) => `The certificate of the Docker Engine at ${p.address} is not valid at this time.`,
    de: (p: { address: string }) => `Das Zertifikat der Docker-Engine unter ${p.address} ist zu dieser Zeit nicht gültig.`,
  },
  'hint.tls-time': {
    en: () => 'It has expired and must be renewed there, or the clock of this machine is wrong.',
    de: () => 'Es ist abgelaufen und muss dort erneuert werden, oder die Uhr dieses Rechners geht falsch.',
  },
  'host-unreachable.tls-authority': {
    en: (p: { address: string }) =>
      `The certificate of the Docker Engine at ${p.address} is signed by an authority that is not known here.`,
    de: (p: { address: string }) =>
      `Das Zertifikat der Docker-Engine unter ${p.address} ist von einer Stelle unterschrieben, die hier nicht bekannt ist.`,
  },
  'hint.tls-authority': {
    en: () => 'The file ca.pem (--ca) must be that of the authority which signed it. If you did not set this up, ask who did.',
    de: () =>
      'Die Datei ca.pem (--ca) muss die der Stelle sein, die es unterschrieben hat. Wer das eingerichtet hat, weiß, welche.',
  },
  'host-unreachable.tls-plain': {
    en: (p: { address: string }) => `What answers at ${p.address} does not speak TLS.`,
    de: (p: { address: string }) => `Was unter ${p.address} antwortet, spricht kein TLS.`,
  },
  'hint.tls-plain': {
    en: () => 'Check the port: Docker usually has TLS on 2376.',
    de: () => 'Prüfen Sie den Port: Engines haben TLS üblicherweise auf 2376.',
  },
  'host-unreachable.cut': {
    en: (p: { address: string }) => `The connection to the Docker Engine at ${p.address} was cut in the middle of the work.`,
    de: (p: { address: string }) => `Die Verbindung zur Docker-Engine unter ${p.address} ist mitten in der Arbeit abgerissen.`,
  },
  'host-unreachable.port': {
    en: (p: { container: string; port: number }) =>
      `Nothing in the container ${p.container} accepts connections on port ${p.port}.`,
    de: (p: { container: string; port: number }) =>
      `Im Container ${p.container} nimmt nichts Verbindungen auf Port ${p.port} an.`,
  },
  'denied.socket': {
    en: (p: { address: string }) => `You are not allowed to use the Docker Engine at ${p.address}.`,
    de: (p: { address: string }) => `Sie dürfen die Docker-Engine unter ${p.address} nicht benutzen.`,
  },
  'denied.certificate': {
    en: (p: { address: string }) => `The Docker Engine at ${p.address} does not accept our certificate.`,
    de: (p: { address: string }) => `Die Docker-Engine unter ${p.address} nimmt unser Zertifikat nicht an.`,
  },
  'denied.engine': {
    en: (p: { address: string }) => `The Docker Engine at ${p.address} refused this.`,
    de: (p: { address: string }) => `Die Docker-Engine unter ${p.address} hat das verweigert.`,
  },
  'not-found.container': {
    en: (p: { container: string }) => `The container ${p.container} no longer exists.`,
    de: (p: { container: string }) => `Den Container ${p.container} gibt es nicht mehr.`,
  },
  'not-found.image-on-engine': {
    en: (p: { image: string }) => `The image ${p.image} is not on this Docker Engine.`,
    de: (p: { image: string }) => `Das Image ${p.image} liegt nicht auf dieser Docker-Engine.`,
  },
  'not-found.path': {
    en: (p: { container: string; path: string }) => `There is no ${p.path} in the container ${p.container}.`,
    de: (p: { container: string; path: string }) => `Im Container ${p.container} gibt es ${p.path} nicht.`,
  },
  'not-found.on-engine': {
    en: (p: { address: string }) => `The Docker Engine at ${p.address} no longer has what was asked for.`,
    de: (p: { address: string }) => `Die Docker-Engine unter ${p.address} hat das Gesuchte nicht mehr.`,
  },
  'not-found.docker-context': {
    en: (p: { context: string }) => `There is no Docker context named ${p.context}.`,
    de: (p: { context: string }) => `Es gibt keinen Docker-Kontext namens ${p.context}.`,
  },
  'conflict.container-state': {
    en: (p: { container: string }) =>
      `The container ${p.container} is not running, or it is paused, so this is not possible now.`,
    de: (p: { container: string }) => `Der Container ${p.container} läuft nicht oder ist pausiert, daher geht das gerade nicht.`,
  },
  'conflict.engine': {
    en: (p: { address: string }) => `The Docker Engine at ${p.address} is in a state in which it cannot do this.`,
    de: (p: { address: string }) => `Die Docker-Engine unter ${p.address} ist in einem Zustand, in dem sie das nicht tun kann.`,
  },
  'tool-failed.engine': {
    en: (p: { address: string; status: number }) => `The Docker Engine at ${p.address} reported an error (${p.status}).`,
    de: (p: { address: string; status: number }) =>
      `Die Docker-Engine unter ${p.address} hat einen Fehler gemeldet (${p.status}).`,
  },
  'tool-failed.answer': {
    en: (p: { address: string }) => `The Docker Engine at ${p.address} gave an answer that we do not understand.`,
    de: (p: { address: string }) => `Die Docker-Engine unter ${p.address} hat eine Antwort gegeben, die wir nicht verstehen.`,
  },
  'tool-failed.command': {
    en: (p: { tool: string; container: string; exitCode: number }) =>
      `${p.tool} failed in the container ${p.container} with exit code ${p.exitCode}.`,
    de: (p: { tool: string; container: string; exitCode: number }) =>
      `${p.tool} ist im Container ${p.container} mit Exit-Code ${p.exitCode} fehlgeschlagen.`,
  },
  'tool-missing.command': {
    en: (p: { tool: string; container: string }) => `${p.tool} cannot be run in the container ${p.container}.`,
    de: (p: { tool: string; container: string }) => `${p.tool} lässt sich im Container ${p.container} nicht ausführen.`,
  },
  'tool-missing.helper-image': {
    en: () => 'A container without a shell needs a helper, and no image on this Docker Engine has the tools for it.',
    de: () => 'Ein Container ohne Shell braucht einen Helfer, und kein Image auf dieser Docker-Engine hat die Werkzeuge dafür.',
  },
  'tool-failed.kill': {
    en: (p: { container: string }) => `Processes that we started in the container ${p.container} could not be ended.`,
    de: (p: { container: string }) => `Prozesse, die wir im Container ${p.container} gestartet haben, ließen sich nicht beenden.`,
  },
  'corrupt.file-changed': {
    en: (p: { path: string; expected: number; found: number }) =>
      `${p.path} changed while it was read: ${p.found} bytes came, ${p.expected} were expected.`,
    de: (p: { path: string; expected: number; found: number }) =>
      `${p.path} hat sich beim Lesen verändert: ${p.found} Bytes kamen an, ${p.expected} waren erwartet.`,
  },
  'corrupt.archive': {
    en: (p: { path: string }) => `The archive of ${p.path} that the Docker Engine sent is not whole.`,
    de: (p: { path: string }) => `Das Archiv von ${p.path}, das die Docker-Engine geschickt hat, ist nicht vollständig.`,
  },
  'corrupt.input': {
    en: (p: { tool: string; container: string }) =>
      `The data for ${p.tool} in the container ${p.container} broke off before its end, so ${p.tool} was stopped.`,
    de: (p: { tool: string; container: string }) =>
      `Die Daten für ${p.tool} im Container ${p.container} brachen vor ihrem Ende ab, deshalb wurde ${p.tool} angehalten.`,
  },
  'unsupported.not-a-file': {
    en: (p: { path: string }) => `${p.path} is not a regular file.`,
    de: (p: { path: string }) => `${p.path} ist keine gewöhnliche Datei.`,
  },
  'unsupported.too-large': {
    en: (p: { limit: number }) => `The answer is larger than the ${p.limit} bytes that were allowed for it.`,
    de: (p: { limit: number }) => `Die Antwort ist größer als die ${p.limit} Bytes, die dafür erlaubt waren.`,
  },
  'usage.docker-address': {
    en: (p: { address: string }) => `${p.address} is not the address of a Docker Engine.`,
    de: (p: { address: string }) => `${p.address} ist keine Adresse einer Docker-Engine.`,
  },
  'hint.docker-address': {
    en: () => 'An address looks like ssh://USER@HOST, tcp://HOST:2376 or unix:///PATH/docker.sock.',
    de: () => 'Eine Adresse sieht so aus: ssh://BENUTZER@HOST, tcp://HOST:2376 oder unix:///PFAD/docker.sock.',
  },
  'usage.docker-config': {
    en: (p: { path: string }) => `Docker's settings in ${p.path} cannot be read.`,
    de: (p: { path: string }) => `Die Einstellungen von Docker in ${p.path} sind nicht lesbar.`,
  },
  'usage.docker-certificate': {
    en: (p: { path: string }) => `The certificate file ${p.path} cannot be read.`,
    de: (p: { path: string }) => `Die Zertifikatsdatei ${p.path} ist nicht lesbar.`,
  },
  'locked.held': {
    en: (p: { job: string; owner: string; since: string }) =>
      `Another job is working on this stack: ${p.job}, started from ${p.owner} on ${moment(p.since, 'en')}. Nothing was changed.`,
    de: (p: { job: string; owner: string; since: string }) =>
      `Ein anderer Auftrag arbeitet an diesem Stack: ${p.job}, gestartet von ${p.owner} am ${moment(p.since, 'de')}. Nichts wurde verändert.`,
  },
  'timeout.engine': {
    en: (p: { address: string }) => `The Docker Engine at ${p.address} was silent for too long.`,
    de: (p: { address: string }) => `Die Docker-Engine unter ${p.address} hat zu lange geschwiegen.`,
  },
  'timeout.deadline': {
    en: () => 'The time that was set for this has passed.',
    de: () => 'Die dafür gesetzte Zeit ist abgelaufen.',
  },
  'hint.start-docker': {
    en: () => 'Start Docker, or point DOCKER_HOST or --host to one that runs.',
    de: () => 'Starten Sie Docker, oder zeigen Sie mit DOCKER_HOST oder --host auf eine laufende Engine.',
  },
  'hint.docker-group': {
    en: (p: { group: string }) =>
      `The socket belongs to the group ${p.group}. Add yourself with: sudo usermod -aG ${p.group} $USER, then log in again. Members of that group have the rights of root.`,
    de: (p: { group: string }) =>
      `Der Socket gehört der Gruppe ${p.group}. Nehmen Sie sich mit sudo usermod -aG ${p.group} $USER in sie auf und melden Sie sich neu an. Mitglieder dieser Gruppe haben die Rechte von root.`,
  },
  'hint.docker-certificates': {
    en: () => 'Check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH or in the Docker context, and whether they have expired.',
    de: () => 'Prüfen Sie ca.pem, cert.pem und key.pem in DOCKER_CERT_PATH oder im Docker-Kontext und ob sie abgelaufen sind.',
  },
});
