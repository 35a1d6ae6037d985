import type { HostReport } from '../../api.ts';
import type { Face } from '../terminal.ts';
import type { Words } from '../words.ts';
import { renderError } from './error.ts';
import { hang, table, visible, wrap } from './layout.ts';

export function renderHosts(reports: HostReport[], words: Words, face: Face): string[] {
  const { t } = words;
  const { style } = face;
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
        width: face.width,
        paintHead: style.faint,
        paint: (cell, row, column) => {
          if (column === 0) return style.name(cell);
          return column !== 3 ? cell : reports[row]?.error ? style.bad(cell) : style.good(cell);
        },
      },
    ),
    ...broken.flatMap(({ host, error }) => (error ? ['', ...hang(`${host.name}: `, words.say(error.message), face.width)] : [])),
  ];
}

const marks = { note: '', warn: '! ', bad: '✗ ' } as const;

/** All that a test has found. */
export function renderHost(report: HostReport, words: Words, face: Face): string[] {
  const { t } = words;
  const { style } = face;
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
          face.width,
          '  ',
        ).map(style.good)
      : []),
    ...(roundTrip === undefined
      ? []
      : wrap(t('host.round-trip', { milliseconds: roundTrip.toFixed(roundTrip < 10 ? 1 : 0) }), face.width, '  ')),
    ...findings.flatMap(({ level, message, hint }) => [
      ...hang(`  ${marks[level]}`, words.say(message), face.width).map(paints[level]),
      ...(hint ? wrap(words.say(hint), face.width, '    ') : []),
    ]),
    ...(calls.length > 0 && calls.every(({ state }) => state === 'allowed')
      ? wrap(t('host.calls-allowed', { count: calls.length }), face.width, '  ')
      : []),
    ...(error ? ['', ...renderError(error, words, face)] : []),
  ];
}
