import { readFile, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** On another machine. What else has no device (memory, layers, pools, what a virtual machine is shown) may be anywhere. */
const share = /^(?:nfs4?|cifs|smb3|ceph|glusterfs|lustre|afs|davfs|fuse\.(?:sshfs|rclone|s3fs|davfs|ceph|glusterfs))$/;

/** What is mounted: a device, a share. */
interface Mount {
  type: string;
  source: string;
}

/**
 * Resolves with the disks of this machine (`sda`), or the share of another one, that a path lies on; empty when they are unknown.
 * Linux only. Read from the kernel's tables alone: a share that does not answer holds up nothing. Never rejects.
 */
export async function disksOf(path: string): Promise<string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const mount = mountIn(table, resolve(path));
  if (!mount) return [];
  const { type, source } = mount;
  if (share.test(type)) return [source];
  if (!source.startsWith('/dev/')) return [];
  return disksUnder(basename(await realpath(source).catch(() => source))).catch(() => []);
}

/**
 * Returns the mount of a table that a path lies on; undefined when there is none. Later mounts hide earlier ones. See proc(5): `36
 * 35 98:0 /root /mount/point options - type source options`.
 */
export function mountIn(table: string, path: string): Mount | undefined {
  let found: (Mount & { at: string }) | undefined;
  for (const line of table.split('\n')) {
    const [before = '', after = ''] = line.split(' - ', 2);
    const at = plain(before.split(' ')[4] ?? '');
    const [type = '', source = ''] = after.split(' ');
    const holds = at === '/' || path === at || path.startsWith(`${at}/`);
    if (at !== '' && holds && at.length >= (found?.at.length ?? 0)) found = { at, type, source: plain(source) };
  }
  return found && { type: found.type, source: found.source };
}

/** Returns a name of the table as it is: there, spaces and the like are written as three octal digits. */
const plain = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));

/**
 * Resolves with the names of the disks that a partition, a logical volume, an encrypted device or an array is made of in the end.
 * Rejects with what the system says of a device that it does not know.
 */
export async function disksUnder(device: string, blocks = '/sys/class/block'): Promise<string[]> {
  const place = await realpath(join(blocks, device));
  const parts = await readdir(join(place, 'slaves')).catch(() => []);
  if (parts.length > 0) return [...new Set((await Promise.all(parts.map((part) => disksUnder(part, blocks)))).flat())].sort();
  const isPartition = (await readdir(place)).includes('partition');
  return [isPartition ? basename(dirname(place)) : device];
}
