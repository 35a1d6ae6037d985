import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Lies in memory, or on several things at once. */
const nowhere = new Set(['overlay', 'tmpfs', 'ramfs', 'rootfs', 'autofs', 'aufs']);

/**
 * What a path of this machine lies on: a disk, or a share of another machine; undefined when nobody can tell. Two paths with
 * the same answer are lost together. Linux only. Read from the kernel's table: a share that does not answer keeps nobody
 * waiting.
 */
export async function diskOf(path: string): Promise<string | undefined> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return diskIn(table, resolve(path));
}

/** See proc(5): `36 35 98:0 /root /mount/point options - type source options`. Later mounts hide earlier ones. */
export function diskIn(table: string, path: string): string | undefined {
  let found: { at: string; type: string; source: string } | undefined;
  for (const line of table.split('\n')) {
    const [before = '', after = ''] = line.split(' - ', 2);
    const at = plain(before.split(' ')[4] ?? '');
    const [type = '', source = ''] = after.split(' ');
    const holds = at === '/' || path === at || path.startsWith(`${at}/`);
    if (at !== '' && holds && at.length >= (found?.at.length ?? 0)) found = { at, type, source: plain(source) };
  }
  if (!found || nowhere.has(found.type)) return undefined;
  return found.type === 'zfs' ? found.source.split('/', 1)[0] : wholeDisk(found.source);
}

/** Spaces and the like are written as three octal digits. */
const plain = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));

/** Two partitions of one disk are lost together. */
const wholeDisk = (source: string): string =>
  source.replace(/^(\/dev\/(?:nvme\d+n\d+|mmcblk\d+))p\d+$/, '$1').replace(/^(\/dev\/(?:[hsv]|xv)d[a-z]+)\d+$/, '$1');
