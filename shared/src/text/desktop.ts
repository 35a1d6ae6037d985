import { messages } from './messages.ts';

/** What the desktop app says itself; its screens are those of `screens.ts`. */
export const desktop = messages({
  'desktop.menu-file': { en: () => 'File', de: () => 'Datei' },
  'desktop.menu-server': { en: () => 'Connect to a Longshore Server …', de: () => 'Mit einem Longshore-Server verbinden …' },
  'desktop.menu-quit': { en: () => 'Quit', de: () => 'Beenden' },
  'desktop.menu-edit': { en: () => 'Edit', de: () => 'Bearbeiten' },
  'desktop.menu-view': { en: () => 'View', de: () => 'Ansicht' },
  'desktop.menu-window': { en: () => 'Window', de: () => 'Fenster' },
  'desktop.menu-help': { en: () => 'Help', de: () => 'Hilfe' },
  'desktop.menu-about': { en: () => 'About Longshore', de: () => 'Über Longshore' },
  'desktop.about': {
    en: (p: { version: string }) => `Longshore ${p.version}`,
    de: (p: { version: string }) => `Longshore ${p.version}`,
  },
  'desktop.about-detail': {
    en: (p: { system: string }) =>
      `${p.system === 'linux' ? '' : 'This package is untested on this system. '}It does not update itself: look for a newer version where you got this one.`,
    de: (p: { system: string }) =>
      `${p.system === 'linux' ? '' : 'Dieses Paket ist auf diesem System ungeprüft. '}Es aktualisiert sich nicht selbst: Eine neuere Version finden Sie dort, wo diese herkam.`,
  },
  'desktop.quit-running': {
    en: (p: { jobs: string[] }) => `Still running: ${p.jobs.join('; ')}`,
    de: (p: { jobs: string[] }) => `Läuft noch: ${p.jobs.join('; ')}`,
  },
  'desktop.quit-detail': {
    en: () =>
      'It runs by itself and is not stopped by this. A notification says how it ends; otherwise you see it when you open Longshore again. To stop it, cancel it in the window.',
    de: () =>
      'Der Auftrag läuft selbständig und wird hierdurch nicht angehalten. Neben der Uhr erfahren Sie, wie er ausgeht; sonst sehen Sie es, wenn Sie Longshore wieder öffnen. Zum Anhalten brechen Sie ihn im Fenster ab.',
  },
  'desktop.quit-tray': { en: () => 'Keep an eye on it beside the clock', de: () => 'Neben der Uhr im Auge behalten' },
  'desktop.quit-anyway': { en: () => 'Quit', de: () => 'Beenden' },
  'desktop.stop': { en: () => 'Cancel', de: () => 'Abbrechen' },
  'desktop.server-title': { en: () => 'Connect to a Longshore server', de: () => 'Mit einem Longshore-Server verbinden' },
  'desktop.server-link': { en: () => 'Link', de: () => 'Link' },
  'desktop.server-how': {
    en: () =>
      'The administrator of the server makes it with: longshore serve link --name YOU --role operate. It is good once, for ten minutes.',
    de: () =>
      'Wer den Server betreut, macht ihn mit: longshore serve link --name SIE --role operate. Er gilt einmal, zehn Minuten lang.',
  },
  'desktop.server-open': { en: () => 'Open', de: () => 'Öffnen' },
  'desktop.server-new': {
    en: (p: { server: string }) => `Is this the certificate of ${p.server}?`,
    de: (p: { server: string }) => `Ist dies das Zertifikat von ${p.server}?`,
  },
  'desktop.server-fingerprint': {
    en: (p: { fingerprint: string }) =>
      `SHA-256 ${p.fingerprint}\n\nAsk the administrator of the server. From now on only this certificate is accepted there.`,
    de: (p: { fingerprint: string }) =>
      `SHA-256 ${p.fingerprint}\n\nFragen Sie, wer den Server betreut. Von nun an wird dort nur noch dieses Zertifikat anerkannt.`,
  },
  'desktop.server-trust': { en: () => 'Yes, connect', de: () => 'Ja, verbinden' },
  'unsupported.no-keychain': {
    en: (p: { name: string }) =>
      `This system has no keychain that could protect ${p.name}, so it was not saved. Say instead where it is to be found: env:NAME, file:PATH or command:COMMAND.`,
    de: (p: { name: string }) =>
      `Dieses System hat keinen Schlüsselbund, der ${p.name} schützen könnte; es wurde nicht gespeichert. Geben Sie stattdessen an, wo es zu finden ist: env:NAME, file:PFAD oder command:BEFEHL.`,
  },
  'storage-failed.app-file': {
    en: (p: { file: string; problem: string }) =>
      `The app's own file ${p.file} cannot be read or written: ${p.problem}. Nothing was kept. Where it is damaged, remove it: what it held is asked for again.`,
    de: (p: { file: string; problem: string }) =>
      `Die eigene Datei der App ${p.file} lässt sich nicht lesen oder schreiben: ${p.problem}. Es wurde nichts behalten. Ist sie beschädigt, entfernen Sie sie: Was darin stand, wird wieder erfragt.`,
  },
  'usage.server-link': {
    en: () => 'This is no link of a Longshore server: it begins with https:// and was printed by longshore serve link.',
    de: () => 'Das ist kein Link eines Longshore-Servers: Er beginnt mit https:// und wurde von longshore serve link ausgegeben.',
  },
  'denied.server-certificate': {
    en: (p: { server: string; known: string; found: string }) =>
      `${p.server} has another certificate than the one that was agreed to: ${p.found} instead of ${p.known}. Either it was replaced, or another machine intercepts the connection. Ask the administrator of the server; to agree to the new one, remove the entry from servers.json in the app's own folder.`,
    de: (p: { server: string; known: string; found: string }) =>
      `${p.server} hat ein anderes Zertifikat als das bestätigte: ${p.found} statt ${p.known}. Entweder wurde es ersetzt, oder jemand steht dazwischen. Fragen Sie, wer den Server betreut; um das neue zu bestätigen, entfernen Sie den Eintrag aus servers.json im Ordner der App.`,
  },
  'host-unreachable.server': {
    en: (p: { server: string }) => `${p.server} does not answer.`,
    de: (p: { server: string }) => `${p.server} antwortet nicht.`,
  },
});
