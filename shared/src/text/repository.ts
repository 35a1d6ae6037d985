import { messages } from './messages.ts';

const listed = (label: string, names: string[]): string => (names.length === 0 ? '' : `\n  ${label}: ${names.join(', ')}`);

export const repository = messages({
  'conflict.not-a-repository': {
    en: (p: { location: string; found: string }) =>
      `${p.location} is not empty and is not a Longshore repository (it holds ${p.found}). Nothing was changed there.`,
    de: (p: { location: string; found: string }) =>
      `${p.location} ist nicht leer und kein Longshore-Repository (dort liegt ${p.found}). Es wurde nichts verändert.`,
  },
  'storage-failed.repository-gone': {
    en: (p: { location: string }) =>
      `The repository is no longer in ${p.location}. Is its disk still connected? Nothing was written.`,
    de: (p: { location: string }) =>
      `Das Repository ist nicht mehr in ${p.location}. Ist der Datenträger noch verbunden? Es wurde nichts geschrieben.`,
  },
  'storage-failed.repository-missing': {
    en: (p: { repository: string; location: string }) =>
      `There was a repository in ${p.location}, and now nothing is there. Is its disk mounted? Nothing was written.`,
    de: (p: { repository: string; location: string }) =>
      `In ${p.location} war ein Repository, und jetzt ist dort nichts. Ist der Datenträger eingehängt? Es wurde nichts geschrieben.`,
  },
  'hint.forget-repository': {
    en: (p: { repository: string }) => `If it is gone for good, begin anew: longshore forget ${p.repository}`,
    de: (p: { repository: string }) => `Wenn es endgültig weg ist, beginnen Sie neu: longshore forget ${p.repository}`,
  },
  'conflict.repository-there': {
    en: (p: { repository: string }) => `The repository ${p.repository} is where it should be. Nothing was changed.`,
    de: (p: { repository: string }) => `Das Repository ${p.repository} ist, wo es sein soll. Es wurde nichts geändert.`,
  },
  'corrupt.repository': {
    en: (p: { location: string }) =>
      `The file longshore.json in ${p.location} is damaged, so it is not certain what the folder is. Nothing was changed there.`,
    de: (p: { location: string }) =>
      `Die Datei longshore.json in ${p.location} ist beschädigt; was der Ordner enthält, ist daher ungewiss. Es wurde nichts verändert.`,
  },
  'incompatible.repository': {
    en: (p: { location: string; format: number; supported: number }) =>
      `The repository ${p.location} has format ${p.format}. This version of Longshore knows format ${p.supported}.`,
    de: (p: { location: string; format: number; supported: number }) =>
      `Das Repository ${p.location} hat das Format ${p.format}. Diese Version von Longshore kennt das Format ${p.supported}.`,
  },
  'unsupported.encryption': {
    en: (p: { location: string }) =>
      `The repository ${p.location} is encrypted, which this version of Longshore cannot do. Nothing was written.`,
    de: (p: { location: string }) =>
      `Das Repository ${p.location} ist verschlüsselt; das kann diese Version von Longshore nicht. Es wurde nichts geschrieben.`,
  },
  'usage.snapshot-reference': {
    en: (p: { reference: string }) => `${JSON.stringify(p.reference)} does not name a snapshot.`,
    de: (p: { reference: string }) => `${JSON.stringify(p.reference)} bezeichnet keinen Schnappschuss.`,
  },
  'not-found.stack-in-repository': {
    en: (p: { stack: string; repository: string }) =>
      `The repository ${p.repository} holds no snapshots of the stack ${p.stack}.`,
    de: (p: { stack: string; repository: string }) =>
      `Das Repository ${p.repository} enthält keine Schnappschüsse des Stacks ${p.stack}.`,
  },
  'not-found.snapshot': {
    en: (p: { reference: string; repository: string }) =>
      `There is no snapshot ${p.reference} in the repository ${p.repository}.`,
    de: (p: { reference: string; repository: string }) =>
      `Den Schnappschuss ${p.reference} gibt es im Repository ${p.repository} nicht.`,
  },
  'not-found.deleted-meanwhile': {
    en: (p: { snapshot: string }) => `${p.snapshot} was deleted while it was being read. No live data was replaced.`,
    de: (p: { snapshot: string }) =>
      `${p.snapshot} wurde von jemandem gelöscht, während er gelesen wurde. Keine laufenden Daten wurden ersetzt.`,
  },
  'stale-plan.snapshot': {
    en: (p: { snapshot: string }) =>
      `${p.snapshot} is no longer the snapshot that this plan was made for. It was left as it is; make the plan again.`,
    de: (p: { snapshot: string }) =>
      `${p.snapshot} ist nicht mehr der Schnappschuss, für den dieser Plan gemacht wurde. Er blieb, wie er ist; bitte neu planen.`,
  },
  'conflict.pinned': {
    en: (p: { snapshots: string[] }) => `Pinned, so that it is not deleted: ${p.snapshots.join(', ')}. Nothing was deleted.`,
    de: (p: { snapshots: string[] }) =>
      `Festgehalten, damit es nicht gelöscht wird: ${p.snapshots.join(', ')}. Es wurde nichts gelöscht.`,
  },
  'hint.unpin': {
    en: (p: { snapshot: string }) => `If it may go: longshore unpin ${p.snapshot}`,
    de: (p: { snapshot: string }) => `Wenn er weg darf: longshore unpin ${p.snapshot}`,
  },
  'not-found.complete-snapshot': {
    en: (p: { stack: string; repository: string }) =>
      `The repository ${p.repository} holds no complete snapshot of the stack ${p.stack}, so there is no latest one.`,
    de: (p: { stack: string; repository: string }) =>
      `Das Repository ${p.repository} enthält keinen vollständigen Schnappschuss des Stacks ${p.stack}; einen neuesten gibt es also nicht.`,
  },
  'not-found.snapshot-of-service': {
    en: (p: { stack: string; service: string; repository: string }) =>
      `The repository ${p.repository} holds no snapshot with all of ${p.service} of the stack ${p.stack}.`,
    de: (p: { stack: string; service: string; repository: string }) =>
      `Das Repository ${p.repository} enthält keinen Schnappschuss, in dem ${p.service} des Stacks ${p.stack} ganz enthalten ist.`,
  },
  'ambiguous.stack-in-repository': {
    en: (p: { stack: string; candidates: string[] }) =>
      `The repository holds several stacks called ${p.stack}: ${p.candidates.join(', ')}.`,
    de: (p: { stack: string; candidates: string[] }) =>
      `Das Repository enthält mehrere Stacks namens ${p.stack}: ${p.candidates.join(', ')}.`,
  },
  'incomplete.artifacts': {
    en: (p: { missing: string[]; unexpected: string[] }) =>
      `The snapshot was not made, because it would not hold exactly what was planned.${listed('missing', p.missing)}${listed('not planned', p.unexpected)}`,
    de: (p: { missing: string[]; unexpected: string[] }) =>
      `Der Schnappschuss wurde nicht angelegt, weil er nicht genau das Geplante enthielte.${listed('fehlt', p.missing)}${listed('nicht geplant', p.unexpected)}`,
  },

  'corrupt.manifest': {
    en: (p: { snapshot: string }) =>
      `The manifest of the snapshot ${p.snapshot} is damaged or was edited, so the snapshot cannot be trusted.`,
    de: (p: { snapshot: string }) =>
      `Das Manifest des Schnappschusses ${p.snapshot} ist beschädigt oder wurde verändert; dem Schnappschuss ist nicht zu trauen.`,
  },
  'corrupt.misplaced': {
    en: (p: { snapshot: string; belongs: string }) =>
      `The manifest in ${p.snapshot} belongs to ${p.belongs}: a folder was renamed, or files were exchanged.`,
    de: (p: { snapshot: string; belongs: string }) =>
      `Das Manifest in ${p.snapshot} gehört zu ${p.belongs}: Ein Ordner wurde umbenannt, oder Dateien wurden vertauscht.`,
  },
  'incompatible.manifest': {
    en: (p: { snapshot: string; format: number; supported: number }) =>
      `The snapshot ${p.snapshot} has format ${p.format}. This version of Longshore knows format ${p.supported}.`,
    de: (p: { snapshot: string; format: number; supported: number }) =>
      `Der Schnappschuss ${p.snapshot} hat das Format ${p.format}. Diese Version von Longshore kennt das Format ${p.supported}.`,
  },
  'incompatible.content': {
    en: (p: { snapshot: string; unknown: string[] }) =>
      `The snapshot ${p.snapshot} was made by a newer version of Longshore and holds what this one does not know: ${p.unknown.join(', ')}.`,
    de: (p: { snapshot: string; unknown: string[] }) =>
      `Der Schnappschuss ${p.snapshot} stammt von einer neueren Version von Longshore und enthält, was diese nicht kennt: ${p.unknown.join(', ')}.`,
  },
  'corrupt.newer-snapshot': {
    en: (p: { latest: string; unreadable: string[] }) =>
      `${p.latest} is the latest snapshot that can be read, but there are newer ones that cannot: ${p.unreadable.join(', ')}.`,
    de: (p: { latest: string; unreadable: string[] }) =>
      `${p.latest} ist der neueste lesbare Schnappschuss, aber es gibt neuere, die nicht lesbar sind: ${p.unreadable.join(', ')}.`,
  },
  'corrupt.too-large': {
    en: (p: { file: string; limit: number }) =>
      `${p.file} is larger than the ${p.limit} bytes that such a file may have. It was not read.`,
    de: (p: { file: string; limit: number }) =>
      `${p.file} ist größer als die ${p.limit} Bytes, die eine solche Datei haben darf. Sie wurde nicht gelesen.`,
  },
  'corrupt.missing': {
    en: (p: { snapshot: string; file: string }) => `The file ${p.file} of the snapshot ${p.snapshot} is missing.`,
    de: (p: { snapshot: string; file: string }) => `Die Datei ${p.file} des Schnappschusses ${p.snapshot} fehlt.`,
  },
  'corrupt.truncated': {
    en: (p: { snapshot: string; file: string; expected: number; found: number }) =>
      `The file ${p.file} of the snapshot ${p.snapshot} is cut short: ${p.found} of ${p.expected} bytes are there.`,
    de: (p: { snapshot: string; file: string; expected: number; found: number }) =>
      `Die Datei ${p.file} des Schnappschusses ${p.snapshot} ist abgeschnitten: ${p.found} von ${p.expected} Bytes sind da.`,
  },
  'corrupt.changed': {
    en: (p: { snapshot: string; file: string }) =>
      `The file ${p.file} of the snapshot ${p.snapshot} is not the one that was written: its content has changed.`,
    de: (p: { snapshot: string; file: string }) =>
      `Die Datei ${p.file} des Schnappschusses ${p.snapshot} ist nicht mehr die geschriebene: Ihr Inhalt hat sich verändert.`,
  },
  'corrupt.inventory': {
    en: (p: { snapshot: string }) => `The inventory of the snapshot ${p.snapshot} does not agree with its manifest.`,
    de: (p: { snapshot: string }) => `Das Inventar des Schnappschusses ${p.snapshot} stimmt nicht mit seinem Manifest überein.`,
  },
  'corrupt.snapshot': {
    en: (p: SnapshotProblems) =>
      `The snapshot ${p.snapshot} is damaged.` +
      listed('missing', p.missing) +
      listed('cut short', p.truncated) +
      listed('changed', p.changed) +
      listed('unreadable', p.unreadable) +
      listed('not part of it', p.extra) +
      listed('does not agree with the manifest', p.disagreeing),
    de: (p: SnapshotProblems) =>
      `Der Schnappschuss ${p.snapshot} ist beschädigt.` +
      listed('fehlt', p.missing) +
      listed('abgeschnitten', p.truncated) +
      listed('verändert', p.changed) +
      listed('nicht lesbar', p.unreadable) +
      listed('gehört nicht dazu', p.extra) +
      listed('stimmt nicht mit dem Manifest überein', p.disagreeing),
  },

  'usage.repository-name': {
    en: (p: { name: string }) => `${p.name} cannot be the name of a repository: letters, digits, dots, dashes and _ can.`,
    de: (p: { name: string }) =>
      `${p.name} kann kein Name eines Repositorys sein: Erlaubt sind Buchstaben, Ziffern, Punkte, Striche und _.`,
  },
  'conflict.repository-name': {
    en: (p: { name: string; location: string }) => `There is a repository ${p.name} already: ${p.location}. Nothing was changed.`,
    de: (p: { name: string; location: string }) =>
      `Ein Repository ${p.name} gibt es schon: ${p.location}. Es wurde nichts verändert.`,
  },
  'usage.repository-builtin': {
    en: (p: { name: string }) => `The repository ${p.name} is always there and cannot be removed.`,
    de: (p: { name: string }) => `Das Repository ${p.name} ist immer da und lässt sich nicht entfernen.`,
  },
  'usage.repository-default': {
    en: (p: { name: string }) => `${p.name} is the repository that is used when none is named. It was not removed.`,
    de: (p: { name: string }) => `${p.name} ist das Repository, das ohne Angabe verwendet wird. Es wurde nicht entfernt.`,
  },
  'hint.other-default': {
    en: (p: { file: string }) => `First name another one as default: { repository: NAME } in ${p.file}.`,
    de: (p: { file: string }) => `Nennen Sie zuerst ein anderes als default: { repository: NAME } in ${p.file}.`,
  },
  'storage-failed.repository-trial': {
    en: (p: { location: string; failed: number }) =>
      `${p.location} does not do what a repository needs: ${p.failed} of the checks failed.`,
    de: (p: { location: string; failed: number }) =>
      `${p.location} leistet nicht, was ein Repository braucht: ${p.failed} der Prüfungen sind gescheitert.`,
  },
  'usage.repository-location': {
    en: (p: { location: string }) => `${p.location} is no place for a repository.`,
    de: (p: { location: string }) => `${p.location} ist kein Ort für ein Repository.`,
  },
  'hint.repository-location': {
    en: () => 'Give a folder, or s3://BUCKET or s3://BUCKET/PREFIX.',
    de: () => 'Geben Sie einen Ordner an, oder s3://BUCKET oder s3://BUCKET/PRÄFIX.',
  },
  'usage.repository-option': {
    en: (p: { option: string }) => `${p.option} belongs to a bucket: s3://BUCKET/PREFIX.`,
    de: (p: { option: string }) => `${p.option} gehört zu einem Bucket: s3://BUCKET/PRÄFIX.`,
  },
  'usage.repository-secret': {
    en: (p: { option: string }) =>
      `${p.option} must say where the secret is, not the secret itself: env:NAME, file:PATH or command:COMMAND. What was typed may be in the shell's history.`,
    de: (p: { option: string }) =>
      `${p.option} muss sagen, wo das Geheimnis liegt, nicht das Geheimnis selbst: env:NAME, file:PFAD oder command:BEFEHL. Das Getippte steht vielleicht im Verlauf der Shell.`,
  },
  'usage.repository-credentials': {
    en: () => '--access-key-id and --secret-access-key belong together.',
    de: () => '--access-key-id und --secret-access-key gehören zusammen.',
  },

  'hint.empty-folder': {
    en: () => 'Choose an empty folder, or one that does not exist yet.',
    de: () => 'Wählen Sie einen leeren Ordner oder einen, den es noch nicht gibt.',
  },
  'hint.newer-version': {
    en: () => 'Install the newest version of Longshore.',
    de: () => 'Installieren Sie die neueste Version von Longshore.',
  },
  'hint.snapshot-reference': {
    en: () =>
      'Write STACK/latest, STACK/latest/SERVICE or STACK/2026-02-17_02-00-00Z. `longshore snapshots` lists what is there.',
    de: () =>
      'Schreiben Sie STACK/latest, STACK/latest/DIENST oder STACK/2026-02-17_02-00-00Z. `longshore snapshots` zeigt, welche es gibt.',
  },
  'hint.list-snapshots': {
    en: () => '`longshore snapshots` lists what is there.',
    de: () => '`longshore snapshots` zeigt, welche es gibt.',
  },
  'hint.full-stack-name': {
    en: (p: { example: string }) => `Use the full name, as in ${p.example}.`,
    de: (p: { example: string }) => `Verwenden Sie den vollen Namen, etwa ${p.example}.`,
  },
  'hint.name-snapshot': {
    en: (p: { reference: string }) => `If the older one will do, name it: ${p.reference}.`,
    de: (p: { reference: string }) => `Wenn der ältere genügt, nennen Sie ihn ausdrücklich: ${p.reference}.`,
  },
  'hint.other-snapshot': {
    en: () => 'Live data was not touched. Use another snapshot, and make a new backup now.',
    de: () =>
      'Die laufenden Daten wurden nicht angerührt. Verwenden Sie einen anderen Schnappschuss, und machen Sie jetzt ein neues Backup.',
  },
});

interface SnapshotProblems {
  snapshot: string;
  missing: string[];
  truncated: string[];
  changed: string[];
  unreadable: string[];
  extra: string[];
  disagreeing: string[];
}
