import type { JobEvent } from '../../src/model/job.ts';
import type { Plan } from '../../src/model/plan.ts';
import { headlineOf, proofOf, sayDifference } from '../../src/render/result.ts';
import { useWords } from '../context.ts';
import { Notice } from './notice.tsx';
import { Table } from './table.tsx';

type Ended = Extract<JobEvent, { type: 'ended' }>;
const shownDifferences = 20;

/**
 * Renders what a job achieved, in one sentence when it succeeded, then service by service. Nothing for a job that ended without a
 * result.
 */
export function JobResultOf({ plan, ended }: { plan: Plan; ended: Ended }) {
  const words = useWords();
  const { t, bytes, duration, count } = words;
  const { result, outcome } = ended;
  if (!result) return null;
  const services = result.services.filter(
    (service) => service.bytes !== undefined || service.rows !== undefined || service.proof,
  );
  const down = Object.entries(result.secondsDown ?? {}).map(([name, seconds]) => `${name} ${duration(seconds)}`);
  return (
    <>
      {outcome === 'succeeded' && (
        <Notice level={result.complete === false ? 'warn' : 'good'}>
          <p>{headlineOf(plan, result, words)}</p>
        </Notice>
      )}
      {services.length > 0 && (
        <Table
          label={t('ui.job.by-service')}
          head={[t('ui.col.service'), t('ui.col.size'), t('ui.col.took'), t('ui.col.checked')]}
          numbers={[1, 2]}
          rows={services.map((service) => {
            const seconds = Object.values(service.seconds).reduce((sum, each) => sum + each, 0);
            return {
              key: service.service,
              cells: [
                service.service,
                service.bytes === undefined ? '' : bytes(service.bytes),
                seconds > 0 ? duration(seconds) : '',
                proofOf(service, plan, words),
              ],
            };
          })}
        />
      )}
      {result.services.flatMap(({ service, proof }) => {
        const all = [...(proof?.differences ?? []), ...(proof?.notes ?? [])];
        const said = all.slice(0, shownDifferences).map((each) => sayDifference(service, each, words));
        const more = all.length - said.length;
        return [...said, ...(more > 0 ? [t('proof.more', { more: count(more) })] : [])].map((text) => <p key={text}>{text}</p>);
      })}
      {down.length > 0 && (
        <p>
          {result.frozenSeconds === undefined
            ? t('result.down', { containers: down })
            : t('result.paused', { time: duration(result.frozenSeconds), containers: down })}
        </p>
      )}
      {result.repaired?.map((done) => (
        <p key={JSON.stringify(done)}>{words.say(done)}</p>
      ))}
    </>
  );
}
