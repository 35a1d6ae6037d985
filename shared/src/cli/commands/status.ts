import type { HostSummary } from '../../api/answers.ts';
import type { Api } from '../../api/contract.ts';
import { toErrorInfo } from '../../errors.ts';
import { type Cli, action, addCommand } from '../command.ts';
import type { HostStatus } from '../output.ts';
import { type Session, hostOf } from '../session.ts';

export function status(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'status', 'help.group.look')
    .argument('[STACK]', session.words.t('help.argument.status-stack'))
    .action(action(cli, async (stack: string | undefined) => (stack === undefined ? all(session) : one(session, stack))));
}

async function all(session: Session): Promise<number> {
  const { renderStatus } = await import('../render/status.ts');
  const { options, terminal, words } = session;
  const api = await session.api();
  const hosts = await api.hosts({}, { signal: session.signal });
  const asked = hosts.filter(({ name, default: usual, source }) =>
    options.host === undefined ? usual || source === 'configuration' : name === options.host,
  );
  // One host: its failure is the command's. A host that is not in the list is for the core to refuse.
  if (asked.length < 2) {
    const [host] = asked;
    const stacks = await api.stacks(hostOf(options), { signal: session.signal });
    return print(host ? [{ host, stacks }] : []);
  }
  return print(await Promise.all(asked.map((host) => lookAt(host, api, session.signal))));

  function print(found: HostStatus[]): number {
    if (options.json) session.json({ type: 'result', kind: 'status', data: found });
    else terminal.out.lines(...renderStatus(found, words, terminal.out));
    return 0;
  }
}

async function lookAt(host: HostSummary, api: Api, signal: AbortSignal): Promise<HostStatus> {
  try {
    return { host, stacks: await api.stacks({ host: host.name }, { signal }) };
  } catch (error) {
    return { host, stacks: [], error: toErrorInfo(error) };
  }
}

async function one(session: Session, stack: string): Promise<number> {
  const { renderStack } = await import('../render/status.ts');
  const { options, terminal, words } = session;
  const api = await session.api();
  const found = await api.stack({ ...hostOf(options), stack }, { signal: session.signal });
  if (options.json) session.json({ type: 'result', kind: 'stack', data: found });
  else terminal.out.lines(...renderStack(stack, found, words, terminal.out));
  return 0;
}
