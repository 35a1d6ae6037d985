import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { HostReport } from '../../api/answers.ts';
import type { Api } from '../../api/contract.ts';
import { AppError } from '../../errors.ts';
import { Environment } from '../../model/environment.ts';
import { type Cli, action, addCommand, addSubcommand } from '../command.ts';
import { exitCodeOf } from '../exit.ts';
import { type Session, hostOf } from '../session.ts';

export function host(cli: Cli): void {
  const group = addCommand(cli, 'host', 'help.group.set-up');
  addSubcommand(cli, group, 'host-list').action(action(cli, () => list(cli.session)));
  addAdd(cli, group);
  addSubcommand(cli, group, 'host-remove')
    .argument('<HOST>', cli.session.words.t('help.argument.host'))
    .action(action(cli, (name: string) => remove(cli.session, name)));
  addSubcommand(cli, group, 'host-test')
    .argument('[HOST]', cli.session.words.t('help.argument.host'))
    .action(action(cli, (name: string | undefined) => test(cli.session, name)));
}

/** Longest that the list waits for a host, in milliseconds; a test waits as long as a job would. */
const patience = 10_000;

async function list(session: Session): Promise<number> {
  const { renderHosts } = await import('../../render/hosts.ts');
  const { options, terminal, words, signal } = session;
  const api = await session.api();
  const known = await api.hosts({}, { signal });
  const reports = await Promise.all(known.map((each) => glance(api, each, signal)));
  if (options.json) session.json({ type: 'result', kind: 'hosts', data: reports });
  else terminal.out.lines(...renderHosts(reports, words, terminal.out));
  return 0;
}

async function glance(api: Api, known: HostReport['host'], signal: AbortSignal): Promise<HostReport> {
  const limit = AbortSignal.timeout(patience);
  try {
    return await api.testHost({ host: known.name, calls: false }, { signal: AbortSignal.any([signal, limit]) });
  } catch (error) {
    if (signal.aborted || !limit.aborted) throw error;
    const message = { key: 'timeout.engine', params: { address: known.address } };
    return { host: known, findings: [], calls: [], error: { code: 'timeout', message } };
  }
}

async function test(session: Session, name: string | undefined): Promise<number> {
  const { options, signal } = session;
  const api = await session.api();
  const host = name === undefined ? hostOf(options) : { host: name };
  const report = await api.testHost({ ...host, calls: true }, { signal });
  if (options.json) session.json({ type: 'result', kind: 'host', data: report });
  else await print(session, report);
  return exitCodeFor(report);
}

async function print({ terminal, words }: Session, report: HostReport): Promise<void> {
  const { renderHost } = await import('../../render/hosts.ts');
  terminal.out.lines(...renderHost(report, words, terminal.out));
}

/**
 * Returns the exit code of a report: that of its error, that of `denied` for a finding that is bad, else 0. What is refused is not
 * in the way of every command, but a script that tests wants to know.
 */
function exitCodeFor({ error, findings }: HostReport): number {
  if (error) return exitCodeOf(error.code);
  return findings.some(({ level }) => level === 'bad') ? exitCodeOf('denied') : 0;
}

interface AddOptions {
  ca?: string;
  cert?: string;
  key?: string;
  identity?: string;
  passphrase?: string;
  password?: string;
  environment?: Environment;
  default?: boolean;
  untested?: boolean;
}

function addAdd(cli: Cli, group: Command): void {
  const { session } = cli;
  const { t } = session.words;
  addSubcommand(cli, group, 'host-add')
    .argument('<NAME>', t('help.argument.new-host'))
    .argument('<ADDRESS>', t('help.argument.address'))
    .option('--ca <FILE>', t('help.option.ca'))
    .option('--cert <FILE>', t('help.option.cert'))
    .option('--key <FILE>', t('help.option.key'))
    .option('--identity <FILE>', t('help.option.identity'))
    .option('--passphrase <WHERE>', t('help.option.passphrase'))
    .option('--password <WHERE>', t('help.option.password'))
    .addOption(new Option('--environment <ENVIRONMENT>', t('help.option.environment')).choices(Environment.options))
    .option('--default', t('help.option.default-host'))
    .option('--untested', t('help.option.untested'))
    .action(action(cli, (name: string, address: string, options: AddOptions) => add(session, name, address, options)));
}

async function add(session: Session, name: string, address: string, options: AddOptions): Promise<number> {
  const { terminal, words, signal } = session;
  const { ca, cert, key, identity, passphrase, password, environment } = options;
  const given = [ca, cert, key].filter((file) => file !== undefined).length;
  if (given !== 0 && given !== 3) throw new AppError('usage.host-tls', {});
  const api = await session.api();
  const { added, ...report } = await api.addHost(
    {
      name,
      address,
      // Files are named from where the command is given, and found from anywhere.
      ...(ca !== undefined &&
        cert !== undefined &&
        key !== undefined && { tls: { ca: resolve(ca), cert: resolve(cert), key: resolve(key) } }),
      ...(identity !== undefined && { identity: resolve(identity) }),
      ...(passphrase !== undefined && { passphrase: absolute(passphrase) }),
      ...(password !== undefined && { password: absolute(password) }),
      ...(environment && { environment }),
      ...(options.default && { default: true }),
      ...(options.untested && { untested: true }),
    },
    { signal },
  );
  if (session.options.json) {
    session.json({ type: 'result', kind: 'host-change', data: { host: name, done: added, report } });
  } else {
    await print(session, report);
    const { style } = terminal.err;
    if (added) terminal.err.lines('', style.good(words.t('host.added', { host: name })));
    else terminal.err.lines('', style.warn(words.t('host.not-added', { host: name })));
  }
  return added ? 0 : exitCodeFor(report);
}

const absolute = (reference: string): string =>
  reference.startsWith('file:') ? `file:${resolve(reference.slice('file:'.length))}` : reference;

async function remove(session: Session, name: string): Promise<number> {
  const api = await session.api();
  await api.removeHost({ host: name }, { signal: session.signal });
  if (session.options.json) session.json({ type: 'result', kind: 'host-change', data: { host: name, done: true } });
  else session.terminal.err.lines(session.words.t('host.removed', { host: name }));
  return 0;
}
