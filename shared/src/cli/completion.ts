import type { Argument, Command, Option } from 'commander';
import { nameAmong } from '../model/stackId.ts';
import { allPages } from './pages.ts';
import { type Session, hostOf, repoOf } from './session.ts';

/** What a placeholder of the help stands for, in capitals: `STACK`, `SNAPSHOT`. */
export type Kind = 'STACK' | 'SNAPSHOT' | 'JOB' | 'HOST' | 'REPOSITORY' | 'SERVICE' | 'SIDE' | 'SOURCE' | 'TARGET';
interface Candidate {
  value: string;
  about: string;
}

/** Returns the kind that a placeholder or a parameter of an error names, or undefined when it names none. */
export function kindOf(name: string): Kind | undefined {
  // What is compared has no better names than these.
  if (name === 'A' || name === 'B') return 'SIDE';
  return (['STACK', 'SNAPSHOT', 'JOB', 'HOST', 'REPOSITORY', 'SERVICE', 'SOURCE', 'TARGET'] as const).find(
    (kind) => kind === name.toUpperCase(),
  );
}

/**
 * Resolves with what exists of a kind, asked of the core, or an empty list; of jobs with the newest 100. Services are those of
 * the stack or snapshot that was typed before: none before one was typed. Sources are stacks with data and their services; where
 * `current` begins with `STACK/SERVICE/`, the items of that one. Rejects as the calls of the core do.
 */
export async function candidates(
  kind: Kind,
  session: Session,
  program: Command,
  typed: string[] = [],
  current = '',
): Promise<Candidate[]> {
  const api = await session.api();
  const { words, signal } = session;
  const options = { ...program.opts<Session['options']>(), ...session.options };
  switch (kind) {
    case 'STACK': {
      const stacks = await api.stacks(hostOf(options), { signal });
      return stacks.map((stack) => ({
        value: nameAmong(stacks, stack),
        about: stack.services.map(({ name }) => name).join(', '),
      }));
    }
    case 'SNAPSHOT': {
      const { items } = await allPages((page) => api.snapshots({ ...repoOf(options), ...page }, { signal }));
      const stacks = new Set(items.map(({ reference }) => reference.slice(0, reference.lastIndexOf('/'))));
      return [
        ...[...stacks].map((stack) => ({ value: `${stack}/latest`, about: '' })),
        ...items.map(({ reference, startedAt }) => ({ value: reference, about: words.ago(startedAt) })),
      ];
    }
    case 'SIDE':
      return [...(await liveNames(session, hostOf(options))), ...(await candidates('SNAPSHOT', session, program))];
    case 'SOURCE': {
      const [, stack, service] = /^([^/]+)\/([^/]+)\//.exec(current) ?? [];
      if (stack === undefined) return liveNames(session, hostOf(options));
      const found = (await api.stack({ ...hostOf(options), stack }, { signal })).services.find(({ name }) => name === service);
      const items = found && 'items' in found ? found.items : [];
      return items.map(({ name, bytes }) => ({ value: `${stack}/${service}/${name}`, about: words.bytes(bytes) }));
    }
    case 'TARGET': {
      const { toHost } = program.opts<{ toHost?: string }>();
      return liveNames(session, toHost === undefined ? hostOf(options) : { host: toHost });
    }
    case 'JOB': {
      const { items } = await api.jobs({ limit: 100 }, { signal });
      return items.map((job) => ({ value: job.id, about: `${words.say(job.title)}, ${words.ago(job.startedAt)}` }));
    }
    case 'HOST':
      return (await api.hosts({}, { signal })).map(({ name, address }) => ({ value: name, about: address }));
    case 'REPOSITORY':
      return (await api.repositories({}, { signal })).map(({ name, location }) => ({ value: name, about: location }));
    case 'SERVICE': {
      const [first] = typed;
      if (first === undefined) return [];
      if (first.includes('/')) {
        const { manifest } = await api.snapshot({ ...repoOf(options), snapshot: first }, { signal });
        return manifest.services.map(({ name, kind: of }) => ({ value: name, about: of }));
      }
      const stacks = await api.stacks(hostOf(options), { signal });
      const services = stacks.filter((stack) => nameAmong(stacks, stack) === first).flatMap((stack) => stack.services);
      return services.map(({ name, kind: of }) => ({ value: name, about: of }));
    }
  }
}

/** Resolves with stacks with data, and their services: `shop`, `shop/db`. Rejects as the calls of the core do. */
async function liveNames({ api, signal }: Session, host: { host?: string }): Promise<Candidate[]> {
  const stacks = await (await api()).stacks(host, { signal });
  const named = stacks.map((stack) => ({ name: nameAmong(stacks, stack), services: stack.services }));
  return named
    .filter(({ services }) => services.length > 0)
    .flatMap(({ name: stack, services }) => [
      { value: stack, about: services.map(({ name }) => name).join(', ') },
      ...services.map(({ name, kind }) => ({ value: `${stack}/${name}`, about: kind })),
    ]);
}

/**
 * Resolves with what may come next on a command line, one to a line, with a tab before what is said about it. The last of `typed`
 * is the word that is being typed. Never rejects: an empty list when nothing fits or the core does not answer.
 */
export async function completionsFor(program: Command, session: Session, typed: string[]): Promise<string[]> {
  const current = typed.at(-1) ?? '';
  const found = await possible(program, session, typed.slice(0, -1), current).catch(() => []);
  return found
    .filter(({ value }) => value.startsWith(current) && !/[\t\n]/.test(value))
    .map(({ value, about }) => (about === '' ? value : `${value}\t${about.replaceAll(/[\t\n]/g, ' ')}`));
}

async function possible(program: Command, session: Session, before: string[], current: string): Promise<Candidate[]> {
  const { command, values, awaiting } = read(program, before);
  if (awaiting) return valuesOf(awaiting, placeholder(awaiting.flags), program, session, values, current);
  if (current.startsWith('-')) return optionsOf(program, command);
  if (command.commands.length > 0) return visibleCommands(command);
  const last = command.registeredArguments.at(-1);
  const argument = command.registeredArguments[values.length] ?? (last?.variadic ? last : undefined);
  return argument ? valuesOf(argument, argument.name(), program, session, values, current) : [];
}

/**
 * Returns which command the words have reached, its arguments so far, and the option whose value comes next, or undefined. Sets
 * on the program each option whose value is a word of its own.
 */
function read(program: Command, words: string[]): { command: Command; values: string[]; awaiting: Option | undefined } {
  let command = program;
  let awaiting: Option | undefined;
  const values: string[] = [];
  for (const word of words) {
    if (awaiting) {
      program.setOptionValue(awaiting.attributeName(), word);
      awaiting = undefined;
    } else if (word.startsWith('-')) {
      const option = [...command.options, ...program.options].find(({ long, short }) => word === long || word === short);
      awaiting = option?.required ? option : undefined;
    } else if (command.commands.length > 0) {
      command = command.commands.find((each) => each.name() === word) ?? command;
    } else {
      values.push(word);
    }
  }
  return { command, values, awaiting };
}

const placeholder = (flags: string): string => /<([^>]*)>/.exec(flags)?.[1] ?? '';

async function valuesOf(
  of: Option | Argument,
  name: string,
  program: Command,
  session: Session,
  typed: string[],
  current: string,
): Promise<Candidate[]> {
  if (of.argChoices) return of.argChoices.map((value) => ({ value, about: '' }));
  const kind = kindOf(name);
  return kind ? candidates(kind, session, program, typed, current) : [];
}

const optionsOf = (program: Command, command: Command): Candidate[] =>
  [...new Set([...command.options, ...program.options])].map(({ long, description }) => ({
    value: long ?? '',
    about: description,
  }));

const visibleCommands = (group: Command): Candidate[] =>
  group.commands
    .filter((command) => !command.name().startsWith('__'))
    .map((command) => ({ value: command.name(), about: command.description() }));

export const scripts = {
  bash: `_longshore() {
  local IFS=$'\\n' line
  COMPREPLY=()
  while read -r line; do COMPREPLY+=("$(printf '%q' "\${line%%$'\\t'*}")"); done < <(
    longshore __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null
  )
}
complete -F _longshore longshore
`,
  zsh: `#compdef longshore
_longshore() {
  local line
  local -a values descriptions
  for line in "\${(@f)$(longshore __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    values+=("\${line%%$'\\t'*}")
    descriptions+=("\${line/$'\\t'/ -- }")
  done
  compadd -l -d descriptions -a values
}
compdef _longshore longshore
`,
  fish: `function __longshore_complete
  longshore __complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null
end
complete -c longshore -f -a '(__longshore_complete)'
`,
} as const;
