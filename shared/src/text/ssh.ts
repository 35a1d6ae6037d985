import { messages } from './messages.ts';

/** Docker Engines that are reached over SSH. */
export const ssh = messages({
  'tool-missing.ssh': {
    en: () => 'The ssh program cannot be run on this machine. Install an OpenSSH client (Debian, Ubuntu: openssh-client).',
    de: () =>
      'Das Programm ssh lässt sich auf diesem Rechner nicht ausführen. Installieren Sie einen OpenSSH-Client (Debian, Ubuntu: openssh-client).',
  },
  'unsupported.ssh-windows': {
    en: (p: { address: string }) =>
      `Docker Engines over SSH (${p.address}) are not supported on Windows itself yet. In WSL they are.`,
    de: (p: { address: string }) =>
      `Docker-Engines über SSH (${p.address}) werden unter Windows selbst noch nicht unterstützt, wohl aber in WSL.`,
  },
  'usage.ssh-config': {
    en: () => 'The ssh program does not accept its configuration.',
    de: () => 'Das Programm ssh nimmt seine Konfiguration nicht an.',
  },
  'host-unreachable.ssh-name': {
    en: (p: { address: string; name: string }) =>
      `The SSH server of ${p.address} cannot be found: the name ${p.name} is unknown.`,
    de: (p: { address: string; name: string }) =>
      `Der SSH-Server von ${p.address} ist nicht zu finden: niemand kennt den Namen ${p.name}.`,
  },
  'host-unreachable.ssh-key-unknown': {
    en: (p: { address: string; fingerprint: string }) =>
      `The SSH server of ${p.address} is not known on this machine yet, so we did not log in. It shows the key ${p.fingerprint}.`,
    de: (p: { address: string; fingerprint: string }) =>
      `Der SSH-Server von ${p.address} ist auf diesem Rechner noch nicht bekannt, darum haben wir uns nicht angemeldet. Er zeigt den Schlüssel ${p.fingerprint}.`,
  },
  'hint.ssh-key-unknown': {
    en: (p: { command: string }) =>
      `Compare this with what the server’s administrator says, then accept the key once with: ${p.command}`,
    de: (p: { command: string }) =>
      `Vergleichen Sie das mit dem, was der Verwalter des Servers sagt, und nehmen Sie den Schlüssel dann einmal an mit: ${p.command}`,
  },
  'host-unreachable.ssh-key-changed': {
    en: (p: { address: string; fingerprint: string }) =>
      `The SSH server of ${p.address} shows another key than it used to (${p.fingerprint}), so we did not log in. Either it was installed anew, or another machine intercepts the connection.`,
    de: (p: { address: string; fingerprint: string }) =>
      `Der SSH-Server von ${p.address} zeigt einen anderen Schlüssel als bisher (${p.fingerprint}), darum haben wir uns nicht angemeldet. Entweder wurde er neu aufgesetzt, oder jemand steht zwischen Ihnen und ihm.`,
  },
  'hint.ssh-key-changed': {
    en: (p: { forget: string; command: string }) =>
      `Only if you know why it changed: forget the old key with ${p.forget}, then accept the new one with ${p.command}`,
    de: (p: { forget: string; command: string }) =>
      `Nur wenn Sie wissen, warum: vergessen Sie den alten Schlüssel mit ${p.forget} und nehmen Sie den neuen an mit ${p.command}`,
  },
  'host-unreachable.ssh-closed': {
    en: (p: { address: string }) => `The SSH server of ${p.address} closed the connection before we were logged in.`,
    de: (p: { address: string }) => `Der SSH-Server von ${p.address} hat die Verbindung vor der Anmeldung geschlossen.`,
  },
  'hint.ssh-closed': {
    en: () =>
      'It may be starting or busy, have too many logins under way (MaxStartups), or have locked this machine out for a while (fail2ban).',
    de: () =>
      'Vielleicht startet er gerade, hat zu viele Anmeldungen zugleich (MaxStartups) oder hat diesen Rechner für eine Weile ausgesperrt (fail2ban).',
  },
  'host-unreachable.ssh': {
    en: (p: { address: string }) => `No connection over SSH to ${p.address} came about.`,
    de: (p: { address: string }) => `Eine Verbindung über SSH zu ${p.address} kam nicht zustande.`,
  },
  'host-unreachable.ssh-no-engine': {
    en: (p: { address: string; path: string }) =>
      `We are logged in at ${p.address}, but no Docker Engine answers there (${p.path}).`,
    de: (p: { address: string; path: string }) =>
      `Wir sind bei ${p.address} angemeldet, aber dort antwortet keine Docker-Engine (${p.path}).`,
  },
  'hint.ssh-start-docker': {
    en: (p: { command: string }) =>
      `Start Docker on that machine, or name its socket in the address (ssh://HOST/PATH/docker.sock). To see for yourself: ${p.command}`,
    de: (p: { command: string }) =>
      `Starten Sie Docker auf jenem Rechner, oder nennen Sie seinen Socket in der Adresse (ssh://HOST/PFAD/docker.sock). Um selbst nachzusehen: ${p.command}`,
  },
  'timeout.ssh-login': {
    en: (p: { address: string; seconds: number }) =>
      `The SSH server of ${p.address} did not complete our login within ${p.seconds} s.`,
    de: (p: { address: string; seconds: number }) =>
      `Der SSH-Server von ${p.address} hat unsere Anmeldung nicht innerhalb von ${p.seconds} s abgeschlossen.`,
  },
  'timeout.ssh-session': {
    en: (p: { address: string; seconds: number }) =>
      `We are logged in at ${p.address}, but the login shell there did not come to an end within ${p.seconds} s when we looked for the sockets of a Docker Engine.`,
    de: (p: { address: string; seconds: number }) =>
      `Wir sind bei ${p.address} angemeldet, aber die Anmelde-Shell dort kam binnen ${p.seconds} s zu keinem Ende, als wir nach den Sockets einer Docker-Engine suchten.`,
  },
  'timeout.ssh-program': {
    en: (p: { address: string; seconds: number }) =>
      `The ssh program on this machine did not answer a question about ${p.address} within ${p.seconds} s. Its configuration may run a command that does not end.`,
    de: (p: { address: string; seconds: number }) =>
      `Das Programm ssh auf diesem Rechner hat eine Frage zu ${p.address} nicht binnen ${p.seconds} s beantwortet. Vielleicht führt seine Konfiguration einen Befehl aus, der nicht endet.`,
  },
  'denied.ssh-login': {
    en: (p: { address: string; methods: string }) =>
      `The SSH server of ${p.address} does not let us in. It accepts: ${p.methods}.`,
    de: (p: { address: string; methods: string }) =>
      `Der SSH-Server von ${p.address} lässt uns nicht hinein. Er nimmt an: ${p.methods}.`,
  },
  'hint.ssh-login': {
    en: (p: { command: string }) =>
      `First make this work without being asked anything: ${p.command}. A key that lies elsewhere is named by the host’s field identity, or by IdentityFile in ~/.ssh/config.`,
    de: (p: { command: string }) =>
      `Bringen Sie zuerst dies zum Laufen, ohne dass es etwas fragt: ${p.command}. Einen Schlüssel an anderem Ort nennt das Feld identity des Hosts oder IdentityFile in ~/.ssh/config.`,
  },
  'denied.ssh-key-locked': {
    en: (p: { address: string; key: string }) =>
      `The SSH server of ${p.address} would accept the key ${p.key}, but a passphrase locks it.`,
    de: (p: { address: string; key: string }) =>
      `Der SSH-Server von ${p.address} würde den Schlüssel ${p.key} annehmen, aber eine Passphrase sperrt ihn.`,
  },
  'hint.ssh-unlock': {
    en: (p: { key: string }) =>
      `Unlock it in your ssh-agent with: ssh-add ${p.key}. Or let the host’s field passphrase say where the passphrase is: env:NAME, file:PATH or command:COMMAND.`,
    de: (p: { key: string }) =>
      `Entsperren Sie ihn in Ihrem ssh-agent mit: ssh-add ${p.key}. Oder sagen Sie im Feld passphrase des Hosts, wo die Passphrase liegt: env:NAME, file:PFAD oder command:BEFEHL.`,
  },
  'hint.ssh-passphrase-wrong': {
    en: (p: { reference: string }) => `What ${p.reference} holds does not open it.`,
    de: (p: { reference: string }) => `Was in ${p.reference} steht, öffnet ihn nicht.`,
  },
  'denied.ssh-too-many-keys': {
    en: (p: { address: string }) =>
      `The SSH server of ${p.address} gave up before the right key was tried: too many others came first.`,
    de: (p: { address: string }) =>
      `Der SSH-Server von ${p.address} hat aufgegeben, ehe der richtige Schlüssel an der Reihe war: zu viele andere kamen vorher.`,
  },
  'hint.ssh-identity': {
    en: () => 'Name the right one: by the host’s field identity, or by IdentityFile and IdentitiesOnly in ~/.ssh/config.',
    de: () => 'Nennen Sie den richtigen: im Feld identity des Hosts, oder mit IdentityFile und IdentitiesOnly in ~/.ssh/config.',
  },
  'denied.ssh-forward': {
    en: (p: { address: string }) =>
      `The SSH server of ${p.address} forwards no sockets for us, and no docker command there reaches a Docker Engine.`,
    de: (p: { address: string }) =>
      `Der SSH-Server von ${p.address} leitet für uns keine Sockets weiter, und kein Befehl docker erreicht dort eine Engine.`,
  },
  'hint.ssh-forward': {
    en: () =>
      'Either allow it there (AllowStreamLocalForwarding in sshd_config, no restrict in authorized_keys), or install the docker command there.',
    de: () =>
      'Erlauben Sie es dort (AllowStreamLocalForwarding in sshd_config, kein restrict in authorized_keys), oder installieren Sie dort den Befehl docker.',
  },
  'denied.ssh-socket': {
    en: (p: { address: string; path: string; user: string }) =>
      `At ${p.address}, the user ${p.user} may not use the Docker Engine (${p.path}).`,
    de: (p: { address: string; path: string; user: string }) =>
      `Bei ${p.address} darf der Benutzer ${p.user} die Docker-Engine (${p.path}) nicht benutzen.`,
  },
  'hint.ssh-docker-group': {
    en: (p: { group: string; user: string }) =>
      `On that machine: sudo usermod -aG ${p.group} ${p.user}. Members of that group have the rights of root.`,
    de: (p: { group: string; user: string }) =>
      `Auf jenem Rechner: sudo usermod -aG ${p.group} ${p.user}. Mitglieder dieser Gruppe haben die Rechte von root.`,
  },
  'hint.ssh-by-hand': {
    en: (p: { command: string }) => `To see for yourself: ${p.command}`,
    de: (p: { command: string }) => `Um selbst nachzusehen: ${p.command}`,
  },
});
