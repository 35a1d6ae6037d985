import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/snapshots.ts';
import { disksOf, disksUnder, mountIn, withoutLinks } from './disks.ts';

const table = String.raw`22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw - proc proc rw
24 22 8:2 / /var/lib/docker rw - ext4 /dev/sda2 rw
25 22 259:2 / /data rw master:3 shared:7 - xfs /dev/nvme0n1p2 rw
26 22 0:40 / /mnt/nas rw - nfs4 nas:/export/backups rw
27 22 0:41 /sub /mnt/my\040disk rw - btrfs /dev/mapper/backup rw
28 22 0:45 / /merged rw - overlay overlay rw
29 26 0:46 / /mnt/nas rw - cifs //other/share rw
`;

describe('what is mounted where a path leads', () => {
  test.each([
    ['/home/anna', '/dev/sda1'],
    ['/var/lib/docker', '/dev/sda2'],
    ['/var/lib/docker-old', '/dev/sda1'],
    ['/data/backups', '/dev/nvme0n1p2'],
    ['/mnt/my disk/longshore', '/dev/mapper/backup'],
    ['/merged', 'overlay'],
  ])('%s: %s', (path, source) => expect(mountIn(table, path)?.source).toBe(source));

  test('a share that was mounted over another one is the one that counts', () =>
    expect(mountIn(table, '/mnt/nas/longshore')).toEqual({ type: 'cifs', source: '//other/share' }));

  test('nobody can tell without a table', () => expect(mountIn('', '/home')).toBeUndefined());
});

test('partitions, volumes, encrypted devices and arrays are what they are made of', async () => {
  await using folder = await temporaryFolder();
  const devices = join(folder.path, 'devices');
  const blocks = join(folder.path, 'class');
  await mkdir(blocks, { recursive: true });
  const device = async (name: string, place: string, { of = [] as string[], partition = false } = {}): Promise<void> => {
    const path = join(devices, place);
    await mkdir(join(path, 'slaves'), { recursive: true });
    if (partition) await writeFile(join(path, 'partition'), '1\n');
    await symlink(path, join(blocks, name));
    for (const part of of) await symlink(join(devices, part), join(path, 'slaves', part));
  };
  await device('sda', 'sda');
  await device('sda3', 'sda/sda3', { partition: true });
  await device('nvme0n1', 'nvme0n1');
  await device('dm-0', 'dm-0', { of: ['sda3'] });
  await device('dm-1', 'dm-1', { of: ['dm-0'] });
  await device('md0', 'md0', { of: ['nvme0n1', 'sda3'] });
  await device('loop0', 'loop0');
  await device('md1', 'md1', { of: ['loop0', 'sda3'] });
  const under = (name: string): Promise<string[]> => disksUnder(name, blocks);
  expect(await under('sda3')).toEqual(['sda']);
  expect(await under('dm-1')).toEqual(['sda']);
  expect(await under('md0')).toEqual(['nvme0n1', 'sda']);
  // A loop device is a file, on whichever disk.
  expect(await under('loop0')).toEqual([]);
  expect(await under('md1')).toEqual([]);
  await expect(under('sdz')).rejects.toThrow('ENOENT');
});

test('links on the way are followed, and nothing is asked of a share', async () => {
  await using folder = await temporaryFolder();
  const root = await realpath(folder.path);
  const at = (...parts: string[]): string => join(root, ...parts);
  await mkdir(at('real', 'backups'), { recursive: true });
  await symlink('real', at('link'));
  await symlink(at('link', 'backups'), at('again'));
  await symlink('round', at('round'));
  expect(await withoutLinks(at('again', 'nas'), '')).toBe(at('real', 'backups', 'nas'));
  expect(await withoutLinks(at('round'), '')).toBeUndefined();
  for (const type of ['nfs4', 'fuse.gcsfuse', 'autofs']) {
    const mounted = `29 26 0:46 / ${at('link')} rw - ${type} nas rw\n`;
    expect(await withoutLinks(at('again', 'nas'), mounted)).toBe(at('link', 'backups', 'nas'));
  }
});

test.runIf(process.platform === 'linux')('a folder of this machine lies where those in it lie', async () => {
  await using folder = await temporaryFolder();
  expect(await disksOf(join(folder.path, 'not', 'there'))).toEqual(await disksOf(folder.path));
});
