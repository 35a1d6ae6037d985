import { expect, test } from 'vitest';
import { addressText, parseAddress } from './address.ts';
import type { HostAddress } from './host.ts';

const cases: [string, HostAddress, string?][] = [
  ['unix:///var/run/docker.sock', { type: 'socket', path: '/var/run/docker.sock' }],
  ['/run/user/1000/docker.sock', { type: 'socket', path: '/run/user/1000/docker.sock' }, 'unix:///run/user/1000/docker.sock'],
  ['npipe:////./pipe/docker_engine', { type: 'socket', path: '//./pipe/docker_engine' }],
  ['tcp://10.0.0.5:2375', { type: 'tcp', host: '10.0.0.5', port: 2375 }],
  ['tcp://engine', { type: 'tcp', host: 'engine', port: 2375 }, 'tcp://engine:2375'],
  ['engine:2375', { type: 'tcp', host: 'engine', port: 2375 }, 'tcp://engine:2375'],
  ['tcp://[::1]:2375', { type: 'tcp', host: '::1', port: 2375 }],
  ['https://engine:2376', { type: 'tcp', host: 'engine', port: 2376, tls: { verify: true } }, 'tcp://engine:2376'],
  ['ssh://anna@box', { type: 'ssh', host: 'box', user: 'anna' }],
  ['ssh://box:2222', { type: 'ssh', host: 'box', port: 2222 }],
  ['ssh://Prod_DB', { type: 'ssh', host: 'Prod_DB' }],
  ['ssh://anna@[::1]:22', { type: 'ssh', host: '::1', user: 'anna', port: 22 }],
  ['ssh://anna@box/', { type: 'ssh', host: 'box', user: 'anna' }, 'ssh://anna@box'],
  ['ssh://anna@box/run/user/1000/docker.sock', { type: 'ssh', host: 'box', user: 'anna', path: '/run/user/1000/docker.sock' }],
];

test.each(cases)('%s', (text, address, shown) => {
  expect(parseAddress(text)).toEqual(address);
  expect(addressText(address)).toBe(shown ?? text);
  expect({ ...parseAddress(addressText(address)), tls: undefined }).toEqual({ ...address, tls: undefined });
});

const wrong = [
  '',
  'unix://',
  'tcp://',
  'fd://',
  'ftp://engine',
  'tcp://engine:port',
  'ssh://',
  'ssh://%zz@host',
  'tcp://%zz@host',
];
/** What the ssh program would take for more than a name or a path. */
const tricks = [
  'ssh://-oProxyCommand=touch',
  'ssh://-l@box',
  'ssh://$(touch)@box',
  'ssh://box/a:/b',
  'ssh://box/%h',
  'ssh://box/a b',
];

test.each([...wrong, ...tricks])('%j is no address', (text) => {
  expect(() => parseAddress(text)).toThrow(expect.objectContaining({ key: 'usage.docker-address' }));
});

const withPassword = [
  ['ssh://anna:s3cret@box', 'ssh://***@box'],
  ['ssh://anna:s3/cr@et@box', 'ssh://***@box'],
  ['anna:s3cret@box:x', '***@box:x'],
  ['anna:s3/cret@box', '***@box'],
  ['ssh://anna:s3\ncret@box', 'ssh://***@box'],
];

test.each(withPassword)('the password in %j is not repeated', (text, address) => {
  expect(() => parseAddress(text)).toThrow(expect.objectContaining({ key: 'usage.docker-address', params: { address } }));
});
