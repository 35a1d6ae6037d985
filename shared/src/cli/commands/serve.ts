import { once } from 'node:events';
import { Option } from 'commander';
import { AppError } from '../../errors.ts';
import type { Message } from '../../model/message.ts';
import { type Cli, action, addCommand, addSubcommand, listOption } from '../command.ts';
import type { Session } from '../session.ts';

interface ServeOptions {
  listen: string;
  tlsCert?: string;
  tlsKey?: string;
  behindProxy?: boolean;
  allowHost?: string[];
}

export function serve(cli: Cli): void {
  const { session } = cli;
  const { t } = session.words;
  const group = addCommand(cli, 'serve', 'help.group.set-up')
    .addOption(new Option('--listen <ADDRESS>', t('help.option.listen')).default('127.0.0.1:8440'))
    .option('--tls-cert <FILE>', t('help.option.tls-cert'))
    .option('--tls-key <FILE>', t('help.option.tls-key'))
    .option('--behind-proxy', t('help.option.behind-proxy'))
    .addOption(listOption(cli, '--allow-host <NAME>', 'help.option.allow-host'))
    .action(action(cli, (options: ServeOptions) => run(session, options)));
  addSubcommand(cli, group, 'serve-link')
    .addOption(new Option('--name <NAME>', t('help.option.link-name')).makeOptionMandatory())
    .addOption(new Option('--role <ROLE>', t('help.option.link-role')).choices(['view', 'operate']).makeOptionMandatory())
    .action(action(cli, (options: { name: string; role: 'view' | 'operate' }) => link(session, options)));
  addSubcommand(cli, group, 'serve-sessions').action(action(cli, () => sessions(session)));
  addSubcommand(cli, group, 'serve-revoke')
    .argument('<SESSION>', t('help.argument.session'))
    .action(action(cli, (who: string) => revoke(session, who)));
}

/**
 * Serves until Ctrl-C, then resolves with 0. Rejects with `usage.serve-tls` when only one file of a certificate and its key is
 * given, and as `startServer` does.
 */
async function run(session: Session, options: ServeOptions): Promise<number> {
  const { startServer } = await import('../../serve/start.ts');
  const { listen, tlsCert, tlsKey, behindProxy = false, allowHost = [] } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new AppError('usage.serve-tls', {});
  const api = await session.api();
  const tls = tlsCert !== undefined && tlsKey !== undefined ? { tls: { cert: tlsCert, key: tlsKey } } : {};
  const request = { listen, ...tls, behindProxy, allowHosts: allowHost };
  const { terminal, words, signal } = session;
  const tell = (lines: Message[]): void => terminal.err.lines(...lines.map((line) => words.say(line)));
  await using served = await startServer(api, request, session.places.dataDir, tell);
  const { origin, fingerprint } = served;
  if (session.options.json) {
    session.json({ type: 'result', kind: 'serving', data: { origin, ...(fingerprint !== undefined && { fingerprint }) } });
  } else {
    terminal.err.lines(words.t('serve.serving', { address: origin }));
    if (fingerprint !== undefined) terminal.err.lines(words.t('serve.fingerprint', { fingerprint }));
    terminal.err.lines(words.t('serve.how-to-link'));
  }
  // Ctrl-C may have come while it started.
  if (!signal.aborted) await once(signal, 'abort');
  return 0;
}

async function link(
  { options, places, terminal, words, json }: Session,
  grant: { name: string; role: 'view' | 'operate' },
): Promise<number> {
  const { makeLink } = await import('../../serve/control.ts');
  const made = await makeLink(places.dataDir, grant);
  if (options.json) json({ type: 'result', kind: 'link', data: made });
  else {
    const { name, role, until, url } = made;
    terminal.err.lines(words.t('serve.link-for', { name, role, time: words.clock(until) }));
    terminal.out.lines(url);
  }
  return 0;
}

async function sessions({ options, places, terminal, words, json }: Session): Promise<number> {
  const { listSessions } = await import('../../serve/control.ts');
  const found = await listSessions(places.dataDir);
  if (options.json) json({ type: 'result', kind: 'sessions', data: found });
  else {
    const { renderSessions } = await import('../render/sessions.ts');
    terminal.out.lines(...renderSessions(found, words, terminal.out));
  }
  return 0;
}

async function revoke({ options, places, terminal, words, json }: Session, who: string): Promise<number> {
  const { revokeSessions } = await import('../../serve/control.ts');
  const ended = await revokeSessions(places.dataDir, who);
  if (options.json) json({ type: 'result', kind: 'sessions', data: ended });
  else if (ended.length === 0) throw new AppError('not-found.session', { who });
  else terminal.err.lines(words.t('serve.revoked', { names: ended.map(({ id, name }) => `${name} (${id})`) }));
  return 0;
}
