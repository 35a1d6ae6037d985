import { readFile, readdir, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** On another machine. What else has no device (memory, layers, pools, what a virtual machine is shown) may be anywhere. */
const share = /^(?:nfs4?|cifs|smb3|ceph|glusterfs|lustre|afs|davfs|fuse\.(?:sshfs|rclone|s3fs|davfs|ceph|glusterfs))$/;

/** What answers by itself, without a device. All else may be a share. */
const local = /^(?:tmpfs|ramfs|rootfs|overlay|btrfs|zfs|bcachefs|squashfs)$/;

/** What no disk of this machine has to be under: a file, a machine in the network, memory. */
const elsewhere = /^(?:loop|nbd|rbd|drbd|zram|ram)\d/;

/** As many symbolic links are followed. */
const mostLinks = 40;

/** What is mounted: a device, a share. */
interface Mount {
  type: string;
  source: string;
}

/**
 * Resolves with the disks of this machine (`sda`), or the shares of another one, that these paths together lie on, sorted; of a
 * Btrfs that spans several devices, those of one alone. Empty when those of one path are unknown, as on other systems than Linux.
 * Nothing is asked of a share, which may not answer. Never rejects.
 */
export async function disksOf(...paths: string[]): Promise<string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return allOrNone(await Promise.all([...new Set(paths)].map((path) => disksOfOne(path, table))));
}

async function disksOfOne(path: string, table: string): Promise<string[]> {
  const place = path === '' ? undefined : await withoutLinks(resolve(path), table);
  const mount = place === undefined ? undefined : mountIn(table, place);
  if (!mount) return [];
  const { type, source } = mount;
  if (share.test(type)) return [source];
  if (!source.startsWith('/dev/')) return [];
  return disksUnder(basename(await realpath(source).catch(() => source))).catch(() => []);
}

/**
 * Resolves with where a path leads, as far as it can be known without asking a share: what is below one stays as it is. Undefined
 * beyond 40 links. Never rejects: what is not there has no links.
 */
export async function withoutLinks(path: string, table: string): Promise<string | undefined> {
  let at = '/';
  let rest = partsOf(path);
  for (let links = 0; links <= mostLinks;) {
    const [next, ...others] = rest;
    if (next === undefined) return at;
    const here = join(at, next);
    const { type, source } = mountIn(table, here) ?? { type: 'ext4', source: '/dev/root' };
    if (!source.startsWith('/dev/') && !local.test(type)) return join(here, ...others);
    const target = await readlink(here).catch(() => undefined);
    if (target !== undefined) links += 1;
    rest = target === undefined ? others : [...partsOf(resolve(at, target)), ...others];
    at = target === undefined ? here : '/';
  }
  return undefined;
}

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');

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
 * Resolves with the names of the disks that a partition, a logical volume, an encrypted device or an array is made of in the end;
 * empty when a part of it may lie anywhere. Rejects with what the system says of a device that it does not know.
 */
export async function disksUnder(device: string, blocks = '/sys/class/block'): Promise<string[]> {
  if (elsewhere.test(device)) return [];
  const place = await realpath(join(blocks, device));
  const parts = await readdir(join(place, 'slaves')).catch(() => []);
  if (parts.length > 0) return allOrNone(await Promise.all(parts.map((part) => disksUnder(part, blocks))));
  const isPartition = (await readdir(place)).includes('partition');
  return [isPartition ? basename(dirname(place)) : device];
}

/** Returns the disks of all parts, sorted; none when those of one part are unknown. */
const allOrNone = (parts: string[][]): string[] =>
  parts.some((disks) => disks.length === 0) ? [] : [...new Set(parts.flat())].toSorted();
