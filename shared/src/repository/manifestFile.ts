import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../errors.ts';
import { Codec, Manifest } from '../model/manifest.ts';
import { ServiceKind } from '../model/service.ts';
import { isKey } from '../storage/key.ts';
import { message } from '../text/message.ts';
import { parseJson, toText } from './documents.ts';
import { fileNames, stackFolder } from './layout.ts';

export const format = 1;

const sealed = /,\n {2}"sha256": "([0-9a-f]{64})"\n\}\n$/;
const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

/**
 * Returns a manifest as the text that is stored: its last field is the SHA-256 of all the others. Throws for what is no manifest.
 */
export function writeManifest(manifest: Manifest): string {
  const open = toText(Manifest.parse(manifest));
  return `${open.slice(0, -'\n}\n'.length)},\n  "sha256": "${sha256(open)}"\n}\n`;
}

export interface ReadManifest {
  manifest: Manifest;
  /** SHA-256 of the file. */
  hash: string;
}

/** What a newer version may have written, and this one has to refuse by name. */
const Foreseen = z.object({
  services: z.array(z.object({ kind: z.string() })),
  artifacts: z.array(z.object({ codecs: z.array(z.string()) })),
});

/**
 * Returns the manifest of the snapshot in that folder. Throws `corrupt.manifest` when it was damaged or edited, `corrupt.misplaced`
 * when it was put in another place, `incompatible.manifest` or `incompatible.content` when a newer version wrote it.
 */
export function readManifest(bytes: Buffer, folder: string, id: string): ReadManifest {
  const snapshot = `${folder}/${id}`;
  const json = parseJson(bytes);
  const version = z.object({ format: z.number() }).safeParse(json);
  if (version.success && version.data.format > format) {
    const params = { snapshot, format: version.data.format, supported: format };
    throw new AppError('incompatible.manifest', params, { hint: message('hint.newer-version', {}) });
  }
  const damaged = (detail: string): AppError =>
    new AppError('corrupt.manifest', { snapshot }, { detail, hint: message('hint.other-snapshot', {}) });
  const text = bytes.toString();
  const seal = sealed.exec(text);
  if (!seal) throw damaged('The seal is missing.');
  if (sha256(`${text.slice(0, seal.index)}\n}\n`) !== seal[1]) throw damaged('The seal does not fit.');
  const unknown = unknownContent(json);
  if (unknown.length > 0) {
    throw new AppError('incompatible.content', { snapshot, unknown }, { hint: message('hint.newer-version', {}) });
  }
  const parsed = Manifest.safeParse(json);
  if (!parsed.success) throw damaged(z.prettifyError(parsed.error));
  const manifest = parsed.data;
  const belongs = `${stackFolder(manifest.stack)}/${manifest.id}`;
  if (belongs !== snapshot) throw new AppError('corrupt.misplaced', { snapshot, belongs });
  const keys = manifest.artifacts.map(({ key }) => key);
  if (new Set(keys).size !== keys.length || !keys.every(isArtifactKey)) throw damaged('A key is not allowed.');
  return { manifest, hash: sha256(bytes) };
}

function unknownContent(json: unknown): string[] {
  const content = Foreseen.safeParse(json).data;
  const kinds = content?.services.map(({ kind }) => kind).filter((kind) => !ServiceKind.safeParse(kind).success) ?? [];
  const codecs =
    content?.artifacts.flatMap((artifact) => artifact.codecs).filter((codec) => !Codec.safeParse(codec).success) ?? [];
  return [...new Set([...kinds, ...codecs])];
}

const isArtifactKey = (key: string): boolean =>
  isKey(key) && /^[\w.\-/]+$/.test(key) && key !== fileNames.manifest && key !== fileNames.started;

/** A manifest that was read, and where. */
export interface FoundSnapshot {
  folder: string;
  id: string;
  manifest: Manifest;
  /** SHA-256 of the manifest's bytes. */
  hash: string;
}
