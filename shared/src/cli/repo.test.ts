import { describe, expect, test } from 'vitest';
import { longshore } from '../../../test/support/commandLine.ts';
import type { Api, ParamsOf } from '../api/contract.ts';
import type { RepositoryReport } from '../model/repository.ts';
import { message } from '../text/message.ts';

const good: RepositoryReport = {
  location: 's3://backups/shop',
  ok: true,
  passed: 48,
  failed: [],
  findings: [
    { level: 'good', message: message('ability.exclusive', {}) },
    { level: 'warning', message: message('ability.no-unfinished', {}), hint: message('hint.no-unfinished', {}) },
  ],
};
const bad: RepositoryReport = {
  ...good,
  ok: false,
  passed: 47,
  failed: [{ title: 'keeps every byte', problem: '17 bytes came back changed' }],
};
const denied: RepositoryReport = {
  ...good,
  ok: false,
  passed: 0,
  findings: [],
  error: {
    code: 'denied',
    message: message('denied.bucket-action', { action: 's3:DeleteObject', place: 's3://backups/shop', key: 'touch' }),
    hint: message('hint.bucket-permission', { action: 's3:DeleteObject', place: 's3://backups/shop' }),
  },
};

const repositories: Api['repositories'] = () =>
  Promise.resolve([
    { name: 'local', location: '/data/repository', default: true },
    { name: 'cloud', location: 's3://backups/shop', default: false },
  ]);

/** Adds a repository, and returns what the core was asked to add. */
async function add(argv: string[], report = good) {
  let asked: ParamsOf<'addRepository'> | undefined;
  const api: Partial<Api> = {
    addRepository(params) {
      asked = params;
      return Promise.resolve(report);
    },
  };
  return { ...(await longshore(['repo', 'add', ...argv], { api })), asked };
}

describe('repo add', () => {
  test('takes a folder, from wherever the command runs', async () => {
    const { code, out, asked } = await add(['nas', 'backups', '--default'], { ...good, location: '/x' });
    expect(code).toBe(0);
    expect(asked).toEqual({ name: 'nas', config: { type: 'folder', path: `${process.cwd()}/backups` }, default: true });
    expect(out).toContain('nas is now the repository that is used when none is named.');
  });

  test('takes a bucket with all that it needs; secrets only as references', async () => {
    const place = ['cloud', 's3://backups/shop/', '--endpoint', 'https://minio.example.org/', '--region', 'here'];
    const keys = ['--access-key-id', 'env:KEY', '--secret-access-key', 'file:secret', '--session-token', 'command:get token'];
    const { asked, out } = await add([...place, ...keys, '--path-style', 'no', '--ca', '/etc/ca.pem']);
    expect(asked?.config).toEqual({
      type: 's3',
      bucket: 'backups',
      prefix: 'shop',
      endpoint: 'https://minio.example.org',
      region: 'here',
      pathStyle: false,
      ca: '/etc/ca.pem',
      credentials: {
        accessKeyId: 'env:KEY',
        secretAccessKey: `file:${process.cwd()}/secret`,
        sessionToken: 'command:get token',
      },
    });
    expect(out).toBe(
      [
        's3://backups/shop is fit for snapshots: 48 checks passed.',
        '+ Two writers of one name are kept apart (conditional writes).',
        '! What dead uploads left cannot be listed, and would be paid for unseen.',
        '  Allow s3:ListBucketMultipartUploads, or let the bucket remove unfinished uploads after a week by a rule.',
        'cloud is now a repository: longshore backup STACK --repo cloud',
        '',
      ].join('\n'),
    );
  });

  test.each([
    [
      'a secret itself, without repeating it',
      ['s3://b', '--access-key-id', 'env:K', '--secret-access-key', 'hunter2'],
      'where the secret is',
    ],
    ['half of the credentials', ['s3://b', '--access-key-id', 'env:K'], 'belong together'],
    ['options of a bucket for a folder', ['/mnt', '--path-style', 'yes'], '--path-style belongs to a bucket'],
    ['another kind of place', ['ftp://b'], 'Give a folder, or s3://BUCKET'],
    ['a bucket without a name', ['s3:///x'], 'is no place for a repository'],
    ['an empty part in the prefix', ['s3://b/x//y'], 'is no place for a repository'],
    ['an endpoint that is no address', ['s3://b', '--endpoint', 'minio'], '--endpoint cannot be “minio”'],
  ])('refuses %s', async (_, argv, said) => {
    const { code, err, asked } = await add(['cloud', ...argv]);
    expect({ code, asked }).toEqual({ code: 2, asked: undefined });
    expect(err).toContain(said);
    expect(err).not.toContain('hunter2');
  });

  test('does not add what did not pass, and says what is wrong', async () => {
    const { code, out, err } = await add(['cloud', 's3://backups/shop'], bad);
    expect(code).toBe(16);
    expect(out).toContain('is not fit for snapshots: 1 checks failed, 47 passed.');
    expect(out).toContain('! keeps every byte\n    17 bytes came back changed\n');
    expect(err).toContain('cloud was not added. Nothing was changed.');
  });
});

test('repo test names the permission that is missing, with the exit code of its kind', async () => {
  const { code, err, out } = await longshore(['repo', 'test', 'cloud'], {
    api: { repositories, testRepository: () => Promise.resolve(denied) },
  });
  expect({ code, out }).toEqual({ code: 11, out: '' });
  expect(err).toContain('The permission s3:DeleteObject is missing for s3://backups/shop, where touch was meant.');
});

test('repo list shows where each one is', async () => {
  const { out } = await longshore(['repo', 'list'], { api: { repositories } });
  expect(out).toBe('local  /data/repository   default\ncloud  s3://backups/shop\n');
});

test('repo remove says that nothing is lost', async () => {
  const { out } = await longshore(['repo', 'remove', 'cloud', '--lang', 'de'], {
    api: { removeRepository: () => Promise.resolve({ location: 's3://backups/shop' }) },
  });
  expect(out).toBe('cloud ist nicht mehr eingerichtet. Was in s3://backups/shop liegt, ist noch da.\n');
});

test('repo alone shows its help, and a wrong command of it is told', async () => {
  const alone = await longshore(['repo']);
  expect(alone.out).toContain('Usage: longshore repo');
  expect(alone.out).toContain('try out a place');
  const wrong = await longshore(['repo', 'tset']);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain('There is no command tset.');
  expect(wrong.err).toContain('Did you mean: test?');
  const help = await longshore(['repo', 'add', '--help']);
  expect(help.out).toContain('--secret-access-key <WHERE>');
});
