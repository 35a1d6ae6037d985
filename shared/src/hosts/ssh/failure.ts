import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import { addressText } from '../address.ts';
import type { SshAddress } from '../host.ts';

/** Returns the command line that shows users the failure for themselves. It is not quoted for a shell. */
export function byHand({ host, port, user, config, identity }: SshAddress): string {
  const options = [
    ...(config === undefined ? [] : ['-F', config]),
    ...(identity === undefined ? [] : ['-i', identity]),
    ...(port === undefined ? [] : ['-p', String(port)]),
  ];
  return ['ssh', ...options, user === undefined ? host : `${user}@${host}`].join(' ');
}

/**
 * Returns why the ssh program ended before it was logged in, or refused its configuration. `said`: its standard error, with `-v`.
 * `exitCode`: only 127 counts, a missing program. `tool-missing.ssh`, `usage.ssh-config`, `denied.ssh-*` for a login that was refused,
 * `host-unreachable.*` for host keys and the network, which is `host-unreachable.ssh` when the reason is unknown.
 */
export function loginFailure(target: SshAddress, said: string, exitCode: number | null): AppError {
  const address = addressText(target);
  const command = byHand(target);
  const own = said.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('debug1: '));
  const detail = own.slice(-6).join('\n');
  const options = { ...(detail !== '' && { detail }), hint: message('hint.ssh-by-hand', { command }) };
  const found = (pattern: RegExp): string | undefined => pattern.exec(said)?.[1]?.trim();

  if (exitCode === 127) return new AppError('tool-missing.ssh', {}, { detail });
  const fingerprint = found(/^debug1: Server host key: (.*)$/m) ?? '?';
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|^Offending .* key in /m.test(said)) {
    const known = found(/^Offending .* key in (.*?):\d+/m) ?? '~/.ssh/known_hosts';
    const forget = `ssh-keygen -f ${known} -R "${knownName(target, said)}"`;
    return new AppError(
      'host-unreachable.ssh-key-changed',
      { address, fingerprint },
      { hint: message('hint.ssh-key-changed', { forget, command }) },
    );
  }
  if (/^Host key verification failed/m.test(said)) {
    return new AppError(
      'host-unreachable.ssh-key-unknown',
      { address, fingerprint },
      { hint: message('hint.ssh-key-unknown', { command }) },
    );
  }
  const unresolved = found(/^ssh: Could not resolve hostname (.*?): /m);
  if (unresolved !== undefined) return new AppError('host-unreachable.ssh-name', { address, name: unresolved }, options);
  const refused = found(/^ssh: connect to host (.*)$/m);
  if (refused !== undefined) return new AppError('host-unreachable.network', { address, reason: refused }, options);
  if (/Too many authentication failures/.test(said)) {
    return new AppError('denied.ssh-too-many-keys', { address }, { hint: message('hint.ssh-identity', {}), detail });
  }
  const methods = found(/Permission denied \((.*?)\)\.\s*$/m);
  if (methods !== undefined) return refusedLogin(target, said, methods, options);
  if (/bad configuration option|terminating, \d+ bad|Bad owner or permissions|Can't open user config file/i.test(said)) {
    return new AppError('usage.ssh-config', {}, options);
  }
  if (/[Cc]onnection (closed|reset)|banner exchange|Broken pipe/.test(said)) {
    return new AppError('host-unreachable.ssh-closed', { address }, { hint: message('hint.ssh-closed', {}), detail });
  }
  return new AppError('host-unreachable.ssh', { address }, options);
}

/**
 * Returns `denied.ssh-key-locked` for a key that the server takes, and that could not be used all the same; else
 * `denied.ssh-login`.
 */
function refusedLogin(target: SshAddress, said: string, methods: string, options: { detail?: string }): AppError {
  const address = addressText(target);
  const accepted = /^debug1: Server accepts key: (.*?) \S+ SHA256:/m.exec(said)?.[1];
  if (accepted !== undefined) {
    const hint =
      target.passphrase === undefined
        ? message('hint.ssh-unlock', { key: accepted })
        : message('hint.ssh-passphrase-wrong', { reference: target.passphrase });
    return new AppError('denied.ssh-key-locked', { address, key: accepted }, { hint });
  }
  const hint = message('hint.ssh-login', { command: byHand(target) });
  return new AppError('denied.ssh-login', { address, methods }, { ...options, hint });
}

/** Returns the host's name as the file of known hosts has it, with the port when that is not 22. */
function knownName({ host, port }: SshAddress, said: string): string {
  const [, name = host, at = String(port ?? 22)] = /^debug1: Connecting to (\S+) (?:\[.*?\] )?port (\d+)/m.exec(said) ?? [];
  return at === '22' ? name : `[${name}]:${at}`;
}
