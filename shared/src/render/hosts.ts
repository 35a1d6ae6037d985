import type { HostReport } from '../api/answers.ts';
import type { Page } from './page.ts';
import type { Words } from './words.ts';
import { renderError } from './error.ts';
import { hang, table, visible, wrap } from './layout.ts';

/** Returns the hosts as lines of a table, then the errors of those that do not answer. */
export function renderHosts(reports: HostReport[], words: Words, page: Page): string[] {
  const { t } = words;
  const { style } = page;
  const broken = reports.filter(({ error }) => error);
  return [
    ...table(
      [
        { head: t('head.host') },
        { head: t('head.address'), shrink: true },
        { head: t('head.from') },
        { head: t('head.answers') },
      ],
      reports.map((report) => [
        [report.host.name, ...(report.host.default ? [t('host.default')] : [])].join(' '),
        report.host.address,
        t(`host-source.${report.host.source}`),
        report.engine ? `${t(`host-engine.${report.engine.engine}`)} ${report.engine.version}` : t('host.no-answer'),
      ]),
      {
        width: page.width,
        paintHead: style.faint,
        paint: (cell, row, column) => {
          if (column === 0) return style.name(cell);
          return column !== 3 ? cell : reports[row]?.error ? style.bad(cell) : style.good(cell);
        },
      },
    ),
    ...broken.flatMap(({ host, error }) => (error ? ['', ...hang(`${host.name}: `, words.say(error.message), page.width)] : [])),
  ];
}

const marks = { note: '', warn: '! ', bad: '✗ ' } as const;

/** Returns all that the test of a host has found as lines, its error last. */
export function renderHost(report: HostReport, words: Words, page: Page): string[] {
  const { t } = words;
  const { style } = page;
  const { host, engine, roundTrip, findings, calls, error } = report;
  const paints = { note: String, warn: style.warn, bad: style.bad };
  return [
    `${style.strong(visible(host.name))}  ${style.faint(visible(host.address))}  ${style.faint(t(`host-source.${host.source}`))}`,
    ...(engine
      ? wrap(
          t('host.engine', {
            engine: t(`host-engine.${engine.engine}`),
            version: engine.version,
            api: engine.apiVersion,
            machine: engine.machine,
            cpus: engine.cpus,
          }),
          page.width,
          '  ',
        ).map(style.good)
      : []),
    ...(roundTrip === undefined
      ? []
      : wrap(t('host.round-trip', { milliseconds: roundTrip.toFixed(roundTrip < 10 ? 1 : 0) }), page.width, '  ')),
    ...findings.flatMap(({ level, message, hint }) => [
      ...hang(`  ${marks[level]}`, words.say(message), page.width).map(paints[level]),
      ...(hint ? wrap(words.say(hint), page.width, '    ') : []),
    ]),
    ...(calls.length > 0 && calls.every(({ state }) => state === 'allowed')
      ? wrap(t('host.calls-allowed', { count: calls.length }), page.width, '  ')
      : []),
    ...(error ? ['', ...renderError(error, words, page)] : []),
  ];
}
