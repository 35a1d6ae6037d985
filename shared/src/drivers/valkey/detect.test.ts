import { expect, test } from 'vitest';
import type { Container } from '../../hosts/container.ts';
import { detect } from './detect.ts';
import { parseConfig, parseLaunch, shellWords, unescape } from './launch.ts';

const container = (image: string, command: string[], env: Record<string, string> = {}): Container => ({
  id: 'id',
  name: 'cache',
  image,
  imageId: 'sha256:0',
  state: 'running',
  health: 'none',
  exitCode: 0,
  startedAt: '',
  labels: {},
  env,
  command,
  entrypoint: [],
  user: '',
  workingDir: '/data',
  mounts: [],
  networks: {},
  networkMode: 'bridge',
  pidMode: '',
  volumesFrom: [],
  restartPolicy: 'no',
  stopSignal: 'SIGTERM',
  stopTimeout: 10,
  readOnly: false,
});

test.each<[string, string[], Record<string, string>?]>([
  ['redis:7', ['docker-entrypoint.sh', 'redis-server']],
  ['redis', ['docker-entrypoint.sh', '--requirepass', 'x']],
  ['redis:7-alpine', ['docker-entrypoint.sh', '/usr/local/etc/redis/redis.conf']],
  ['valkey/valkey:8@sha256:0', ['docker-entrypoint.sh', 'valkey-server', '--appendonly', 'yes']],
  ['registry:5000/mirror/valkey', ['valkey-server', '--protected-mode', 'no']],
  ['redis/redis-stack-server:latest', ['/entrypoint.sh']],
  ['bitnami/redis:7.4', ['/opt/bitnami/scripts/redis/entrypoint.sh', '/opt/bitnami/scripts/redis/run.sh']],
  ['our-own-cache', ['sh', '-c', 'mkdir -p /data/x; exec "$@"', 'sh', 'redis-server', '--dir', '/data/x']],
  ['our-own-cache', ['sh', '-c', 'exec redis-server --requirepass $PASSWORD']],
  ['our-own-cache', ['bash', '-ec', 'exec redis-server']],
  ['our-own-cache', ['tini', '-g', 'redis-server']],
  ['our-own-cache', ['ionice', '-c2', 'numactl', '--interleave=all', 'redis-server']],
  ['our-own-cache', ['sh', '-c', 'redis-cli -h old --rdb x; exec redis-server']],
  ['our-own-cache', ['sh', '-e', '-c', 'redis-cli -h old --rdb x\nexec redis-server']],
  ['our-own-cache', ['bash', '-o', 'pipefail', '-ce', 'exec redis-server']],
  [
    'longshore-test/valkey:8',
    ['docker-entrypoint.sh', '/bin/sh', '-c', 'exec docker-entrypoint.sh $SERVER'],
    { SERVER: 'valkey-server' },
  ],
])('%s %j is a server', (image, command, env) => {
  expect(detect(container(image, command, env))).toBe(true);
});

test.each([
  ['oliver006/redis_exporter:v1.62', ['/redis_exporter']],
  ['redis/redisinsight', ['./docker-entry.sh', 'node', 'redisinsight/api/dist/src/main']],
  ['rediscommander/redis-commander', ['/usr/bin/dumb-init', '--', '/redis-commander/docker/entrypoint.sh']],
  ['redis:7', ['docker-entrypoint.sh', 'redis-cli', '-h', 'cache', 'FLUSHALL']],
  ['redis:7', ['docker-entrypoint.sh', 'redis-cli', '-h', 'redis-server', 'FLUSHALL']],
  ['acme/worker:1', ['worker', '--redis', 'redis-server']],
  ['redis:7', ['docker-entrypoint.sh', 'redis-sentinel', '/etc/sentinel.conf']],
  ['redis:7', ['docker-entrypoint.sh', 'redis-server', '/etc/sentinel.conf', '--sentinel']],
  ['redis:7', ['docker-entrypoint.sh', 'redis-server', '/etc/redis/sentinel.conf']],
  ['redis:7', ['docker-entrypoint.sh', '/etc/my.conf', '--sentinel']],
  ['valkey/valkey:8', ['docker-entrypoint.sh', 'valkey-sentinel', '/etc/my.conf']],
  ['valkey/valkey:8', ['docker-entrypoint.sh', 'sh', '-c', 'cp /conf/my.conf /data && exec valkey-sentinel /data/my.conf']],
  ['valkey/valkey:8', ['docker-entrypoint.sh', 'sh', '-c', 'exec valkey-server /data/my.conf --sentinel']],
  ['redis:7', ['sh', '-c', 'sleep 10; redis-cli ping']],
  ['bitnami/redis-sentinel:7', ['/opt/bitnami/scripts/redis-sentinel/run.sh']],
  ['twemproxy', ['nutcracker', '-c', '/etc/redis.yml']],
  ['eqalpha/keydb', ['docker-entrypoint.sh', 'keydb-server', '/etc/keydb/keydb.conf']],
  ['docker.dragonflydb.io/dragonflydb/dragonfly', ['entrypoint.sh', 'dragonfly', '--logtostderr']],
  ['acme/redis-queue-worker:1', ['node', 'worker.js']],
  ['postgres:17', ['docker-entrypoint.sh', 'postgres']],
])('%s %j is none', (image, command) => {
  expect(detect(container(image, command))).toBe(false);
});

test.each([
  ['redis-server --requirepass x & wait', []],
  ['redis-server --requirepass x\nredis-cli -a y ping', []],
  ['exec redis-server \\\n  --requirepass x 2>&1', []],
  ['exec redis-server "$@" || exit 1', ['sh', '--requirepass', 'x']],
])('what another command of %j is given is no option of the server', (script, args) => {
  const launch = parseLaunch(container('redis', ['sh', '-c', script, ...args]));
  expect(launch?.options).toEqual(new Map([['requirepass', ['x']]]));
});

test('options of a command line, however they are cut into arguments', () => {
  const command = [
    'docker-entrypoint.sh',
    'redis-server',
    'my.conf',
    '--save',
    '60',
    '1',
    '--RequirePass x',
    '--appendonly',
    'yes',
  ];
  expect(parseLaunch(container('redis', command))).toEqual({
    program: 'redis',
    configFile: 'my.conf',
    options: new Map([
      ['save', ['60', '1']],
      ['requirepass', ['x']],
      ['appendonly', ['yes']],
    ]),
  });
});

test('words as a shell makes them', () => {
  const env = { A: 'one two', B: '' };
  const script = `exec server --a "$A" --b '\${A}' --c "\${B:-none} \\"q\\"" --d x\\ y$A --e $MISSING; next && last`;
  const words = ['exec', 'server', '--a', 'one two', '--b', '${A}', '--c', 'none "q"', '--d', 'x yone two', '--e', ''];
  expect(shellWords(script, env)).toEqual([...words, ';', 'next', '&&', 'last']);
});

test('options of a configuration file', () => {
  const text = `# comment\n\n  RequirePass "a \\"b\\" \\x41\\n"\nuser default on >x\r\nuser anna off\nsave ''\ndir ./data\n`;
  expect(parseConfig(text)).toEqual(
    new Map([
      ['requirepass', [['a "b" A\n']]],
      [
        'user',
        [
          ['default', 'on', '>x'],
          ['anna', 'off'],
        ],
      ],
      ['save', [['']]],
      ['dir', [['./data']]],
    ]),
  );
});

test('bytes between quotes are UTF-8', () => {
  expect(unescape('\\xc3\\xbc ü \\\\ \\"')).toBe('ü ü \\ "');
});
