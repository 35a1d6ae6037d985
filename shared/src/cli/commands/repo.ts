import { resolve } from 'node:path';
import { Option } from 'commander';
import { AppError } from '../../errors.ts';
import { RepositoryConfig, type RepositoryReport, SecretRef } from '../../model/repository.ts';
import { message } from '../../text/message.ts';
import { type Cli, action, addCommand, addSubcommand } from '../command.ts';
import { exitCodeOf } from '../exit.ts';
import type { Session } from '../session.ts';

/** What a bucket takes beyond its place. */
interface BucketOptions {
  endpoint?: string;
  region?: string;
  profile?: string;
  accessKeyId?: string;
  secretAccessKey?: string;
  sessionToken?: string;
  pathStyle?: 'yes' | 'no';
  ca?: string;
}
type AddOptions = BucketOptions & { default?: boolean };

export function repo(cli: Cli): void {
  const { session } = cli;
  const { t } = session.words;
  const group = addCommand(cli, 'repo', 'help.group.set-up');
  addSubcommand(cli, group, 'repo-list').action(action(cli, () => list(session)));
  addSubcommand(cli, group, 'repo-add')
    .argument('<NAME>', t('help.argument.new-repository'))
    .argument('<LOCATION>', t('help.argument.location'))
    .addOption(new Option('--default', t('help.option.default')))
    .addOption(new Option('--endpoint <ADDRESS>', t('help.option.endpoint')))
    .addOption(new Option('--region <REGION>', t('help.option.region')))
    .addOption(new Option('--profile <PROFILE>', t('help.option.profile')))
    .addOption(new Option('--access-key-id <WHERE>', t('help.option.access-key-id')))
    .addOption(new Option('--secret-access-key <WHERE>', t('help.option.secret-access-key')))
    .addOption(new Option('--session-token <WHERE>', t('help.option.session-token')))
    .addOption(new Option('--path-style <CHOICE>', t('help.option.path-style')).choices(['yes', 'no']))
    .addOption(new Option('--ca <FILE>', t('help.option.ca')))
    .action(action(cli, (name: string, location: string, options: AddOptions) => add(session, name, location, options)));
  addSubcommand(cli, group, 'repo-remove')
    .argument('<REPOSITORY>', t('help.argument.repository'))
    .action(action(cli, (name: string) => remove(session, name)));
  addSubcommand(cli, group, 'repo-test')
    .argument('[REPOSITORY]', t('help.argument.repository'))
    .action(action(cli, (name: string | undefined) => test(session, name)));
}

async function list({ api, options, signal, terminal: { out }, words, json }: Session): Promise<number> {
  const { renderRepositories } = await import('../../render/repositories.ts');
  const found = await (await api()).repositories({}, { signal });
  if (options.json) json({ type: 'result', kind: 'repositories', data: found });
  else out.lines(...renderRepositories(found, words, out));
  return 0;
}

async function add(session: Session, name: string, location: string, options: AddOptions): Promise<number> {
  const config = configOf(location, options);
  const api = await session.api();
  trying(session, location);
  const report = await api.addRepository(
    { name, config, ...(options.default !== undefined && { default: options.default }) },
    { signal: session.signal },
  );
  const { out } = session.terminal;
  const code = await tell(session, name, report, report.ok);
  if (session.options.json) return code;
  const { t } = session.words;
  if (!report.ok) session.terminal.err.lines(t('repo.not-added', { name }));
  else out.lines(options.default ? t('repo.added-default', { name }) : t('repo.added', { name }));
  return code;
}

async function remove({ api, options, signal, terminal: { out }, words, json }: Session, name: string): Promise<number> {
  const { location } = await (await api()).removeRepository({ name }, { signal });
  if (options.json) json({ type: 'result', kind: 'repository-removed', data: { name, location } });
  else out.lines(words.t('repo.removed', { name, location }));
  return 0;
}

async function test(session: Session, name: string | undefined): Promise<number> {
  const api = await session.api();
  const known = await api.repositories({}, { signal: session.signal });
  const wanted = name ?? session.options.repo;
  const chosen = known.find((each) => (wanted === undefined ? each.default : each.name === wanted));
  if (chosen) trying(session, chosen.location);
  const report = await api.testRepository(wanted === undefined ? {} : { repo: wanted }, { signal: session.signal });
  return tell(session, chosen?.name ?? '', report, false);
}

function trying({ options, terminal: { err }, words }: Session, location: string): void {
  if (!options.json && err.live) err.lines(err.style.faint(words.t('repo.trying', { location })));
}

/** Shows a report and resolves with the exit code: 0 when all is right, else that of what is wrong. */
async function tell(session: Session, name: string, report: RepositoryReport, added: boolean): Promise<number> {
  const { out, err } = session.terminal;
  if (session.options.json) {
    session.json({ type: 'result', kind: 'repository', data: { ...report, name, added } });
  } else {
    const { renderReport } = await import('../../render/repositories.ts');
    const { renderError } = await import('../../render/error.ts');
    out.lines(...renderReport(report, session.words, out));
    if (report.error) err.lines(...renderError(report.error, session.words, err));
  }
  return report.ok ? 0 : exitCodeOf(report.error?.code ?? 'storage-failed');
}

/**
 * Returns the entry of the configuration that the command line means. Throws `usage` for a location or an option that fits none:
 * `repository-location`, `repository-option`, `invalid-value` of the endpoint, `repository-credentials`, `repository-secret`.
 */
function configOf(location: string, options: AddOptions): RepositoryConfig {
  const { default: _, ...bucketOptions } = options;
  if (!location.includes('://')) {
    const [first] = Object.keys(bucketOptions);
    if (first !== undefined) throw new AppError('usage.repository-option', { option: flagOf(first) });
    return { type: 'folder', path: resolve(location) };
  }
  const [, bucket, prefix] = /^s3:\/\/([^/]+)(?:\/(.*?))?\/*$/.exec(location) ?? [];
  const parsed = RepositoryConfig.safeParse({
    type: 's3',
    bucket,
    ...(prefix !== undefined && prefix !== '' && { prefix }),
    ...(options.endpoint !== undefined && { endpoint: options.endpoint.replace(/\/+$/, '') }),
    ...(options.region !== undefined && { region: options.region }),
    ...(options.profile !== undefined && { profile: options.profile }),
    ...(options.pathStyle !== undefined && { pathStyle: options.pathStyle === 'yes' }),
    ...(options.ca !== undefined && { ca: resolve(options.ca) }),
    ...credentialsOf(options),
  });
  if (parsed.success) return parsed.data;
  const [field] = parsed.error.issues[0]?.path ?? [];
  if (field === 'endpoint') {
    throw new AppError('usage.invalid-value', { name: '--endpoint', value: options.endpoint ?? '', allowed: 'https://ADDRESS' });
  }
  throw new AppError('usage.repository-location', { location }, { hint: message('hint.repository-location', {}) });
}

const flagOf = (attribute: string): string => `--${attribute.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function credentialsOf(options: BucketOptions): { credentials?: Record<string, string> } {
  const { accessKeyId, secretAccessKey, sessionToken } = options;
  if (accessKeyId === undefined && secretAccessKey === undefined && sessionToken === undefined) return {};
  if (accessKeyId === undefined || secretAccessKey === undefined) throw new AppError('usage.repository-credentials', {});
  const given = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  return {
    credentials: Object.fromEntries(
      Object.entries(given).map(([name, reference]) => {
        // What is no reference may be the secret itself: it is not repeated.
        if (!SecretRef.safeParse(reference).success) throw new AppError('usage.repository-secret', { option: flagOf(name) });
        const file = /^file:(.*)$/.exec(reference)?.[1];
        return [name, file === undefined ? reference : `file:${resolve(file)}`];
      }),
    ),
  };
}
