import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { diskIn, diskOf } from './disks.ts';

const table = String.raw`22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw - proc proc rw
24 22 8:2 / /var/lib/docker rw - ext4 /dev/sda2 rw
25 22 259:2 / /data rw master:3 shared:7 - xfs /dev/nvme0n1p2 rw
26 22 0:40 / /mnt/nas rw - nfs4 nas:/export/backups rw
27 22 0:41 /sub /mnt/my\040disk rw - btrfs /dev/mapper/backup rw
28 22 0:42 / /tank/a rw - zfs tank/a rw
29 22 0:43 / /tank/b rw - zfs tank/b rw
30 22 0:44 / /scratch rw - tmpfs tmpfs rw
31 22 0:45 / /merged rw - overlay overlay rw
32 26 0:46 / /mnt/nas rw - cifs //other/share rw
`;

describe('what a path lies on', () => {
  test.each([
    ['/home/anna', '/dev/sda'],
    ['/var/lib/docker', '/dev/sda'],
    ['/var/lib/docker-old', '/dev/sda'],
    ['/data/backups', '/dev/nvme0n1'],
    ['/mnt/my disk/longshore', '/dev/mapper/backup'],
    ['/tank/a/x', 'tank'],
    ['/tank/b', 'tank'],
    ['/scratch/x', undefined],
    ['/merged', undefined],
  ])('%s: %s', (path, disk) => expect(diskIn(table, path)).toBe(disk));

  test('a share that was mounted over another one is the one that counts', () =>
    expect(diskIn(table, '/mnt/nas/longshore')).toBe('//other/share'));

  test('nobody can tell without a table', () => expect(diskIn('', '/home')).toBeUndefined());

  test.runIf(process.platform === 'linux')('two folders of this machine beside each other lie on the same', async () =>
    expect(await diskOf(`${tmpdir()}/a`)).toBe(await diskOf(`${tmpdir()}/b`)),
  );
});
