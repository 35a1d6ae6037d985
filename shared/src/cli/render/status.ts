import type { StackDetail, StackSummary } from '../../api/answers.ts';
import type { HostStatus } from '../output.ts';
import type { Face } from '../terminal.ts';
import type { Words } from '../../render/words.ts';
import { renderError } from '../../render/error.ts';
import { hang, table, visible, wrap } from '../../render/layout.ts';
import { aboutAmount, product, productOf, whyNotRunning } from '../../render/product.ts';
import { nameAmong } from '../../model/stackId.ts';
import { bestProof } from '../../render/proofs.ts';

/** A nightly backup that is late by two hours is a missed one. */
const freshHours = 26;

/**
 * Returns every host with its stacks and their services as lines. A host that does not answer has its error in their place.
 * Stacks without data are named in one sentence.
 */
export function renderStatus(hosts: HostStatus[], words: Words, face: Face): string[] {
  const { style } = face;
  return hosts.flatMap(({ host, stacks, error }, at) => {
    const title = `${style.strong(visible(host.name))}  ${style.faint(visible(host.address))}`;
    const saved = stacks.filter((stack) => stack.services.length > 0);
    const others = stacks.filter((stack) => stack.services.length === 0).map((stack) => nameAmong(stacks, stack));
    return [
      ...(at > 0 ? [''] : []),
      title,
      ...(error ? renderError(error, words, face).map((line) => `  ${line}`) : []),
      ...saved.flatMap((stack) => ['', ...summary(stack, nameAmong(stacks, stack), words, face)]),
      ...(error || saved.length > 0 ? [] : ['', ...wrap(words.t('status.nothing'), face.width)]),
      ...(others.length > 0 ? ['', ...wrap(words.t('status.others', { stacks: others }), face.width).map(style.faint)] : []),
    ];
  });
}

function heading(name: string, { environment, marked }: StackSummary, { t }: Words, { style }: Face): string {
  const mark = t(`environment.${environment}`);
  return `${style.strong(visible(name))}  ${style.faint(marked ? mark : t('status.unmarked', { environment: mark }))}`;
}

function summary(stack: StackSummary, name: string, words: Words, face: Face): string[] {
  const { style } = face;
  const { t } = words;
  return [
    heading(name, stack, words, face),
    ...table(
      [{}, {}, {}, { shrink: true }],
      stack.services.map((service) => {
        const { name, kind, containers } = service;
        const images = stack.containers.flatMap(({ id, image }) => (containers.includes(id) ? [image] : []));
        return [name, productOf(kind), whyNotRunning(service, words) || t('state.running'), images.join(', ')];
      }),
      {
        width: face.width,
        indent: '  ',
        paint: (cell, _, column) => [style.name, String, String, style.faint][column]?.(cell) ?? cell,
      },
    ),
    ...lastSnapshot(name, stack, words, face),
  ];
}

function lastSnapshot(name: string, { last, lastError }: StackSummary, words: Words, { style, width }: Face): string[] {
  const { t } = words;
  if (lastError) {
    const why = [lastError.message, ...(lastError.hint ? [lastError.hint] : [])].map((message) => words.say(message)).join(' ');
    return wrap(t('status.unknown', { why }), width, '  ').map(style.bad);
  }
  if (!last) return wrap(t('status.never', { stack: name }), width, '  ').map(style.warn);
  const proof = bestProof(last, words);
  const text = t(last.complete ? 'status.last' : 'status.last-partial', {
    ago: words.ago(last.at),
    snapshot: last.reference,
    size: words.bytes(last.bytes),
  });
  const fresh = Date.now() - new Date(last.at).getTime() < freshHours * 3600_000;
  const paint = last.complete && proof.good && fresh ? style.good : style.warn;
  return wrap(`${text} ${proof.text}`, width, '  ').map(paint);
}

/**
 * Returns the lines for one stack, after its services were asked. A service that did not answer has its error in place of its
 * items. `name` is what commands call the stack.
 */
export function renderStack(name: string, { stack, services }: StackDetail, words: Words, face: Face): string[] {
  const { style } = face;
  const { t } = words;
  return [
    heading(name, stack, words, face),
    ...lastSnapshot(name, stack, words, face),
    ...services.flatMap((service) => {
      if ('error' in service) {
        return [
          '',
          nameLine(service.name, productOf(service.kind), style),
          ...wrap(words.say(service.error.message), face.width, '  ').map(style.bad),
        ];
      }
      const items = service.items.map((item) => [
        item.name,
        words.bytes(item.bytes),
        aboutAmount(service.kind, item.rows, words),
      ]);
      return [
        '',
        `${nameLine(service.name, product(service.kind, service.version), style)}, ${words.bytes(service.bytes)}`,
        ...table([{ shrink: true }, { align: 'right' }, { align: 'right' }], items, { width: face.width, indent: '  ' }),
        ...[...(service.ephemeral ? [service.ephemeral] : []), ...service.warnings].flatMap((warning) =>
          hang('  ! ', words.say(warning), face.width).map(style.warn),
        ),
      ];
    }),
    '',
    ...table(
      [{ head: t('head.container') }, { head: t('head.role') }, { head: t('head.state') }, { head: t('head.why'), shrink: true }],
      stack.containers.map(({ name, role, state, reason }) => [name, t(`role-name.${role}`), state, words.say(reason)]),
      { width: face.width, paintHead: style.faint },
    ),
  ];
}

const nameLine = (name: string, what: string, { name: paint }: Face['style']): string =>
  `${paint(visible(name))}  ${visible(what)}`;
