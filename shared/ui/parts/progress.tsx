import { shareOf, progressOf, stepText } from '../../src/render/progress.ts';
import { useWords } from '../context.ts';
import type { Story } from '../jobStory.ts';

/** Renders what a job is at, and how far each service is, with rate and time left. */
export function Progress({ story }: { story: Story }) {
  const words = useWords();
  const { t } = words;
  const { view } = story;
  const said = new Map(progressOf(view, words).map(({ service, text }) => [service, text]));
  const services = view.plan?.services.map(({ name }) => name) ?? [];
  const moving = [...new Set([...services, ...Object.keys(view.services)])].filter((service) => view.services[service]);
  return (
    <div className="progress">
      {/* Steps are read out; bytes are not. */}
      <p role="status">{stepText(view, view.step, words) ?? t('progress.starting')}</p>
      {moving.length === 0 && <progress aria-label={t('ui.job.progress')} {...valueOf(shareOf(view))} />}
      {moving.map((service) => {
        const { bytes, total } = view.services[service] ?? { bytes: 0 };
        return (
          <div key={service}>
            <p>
              <strong>{service}</strong> <span className="faint">{said.get(service)}</span>
            </p>
            <progress
              aria-label={t('ui.job.progress-of', { service })}
              {...valueOf(total === undefined || total === 0 ? undefined : Math.min(1, bytes / total))}
            />
          </div>
        );
      })}
      <p className="faint">{t('ui.job.goes-on')}</p>
    </div>
  );
}

/**
 * Returns the attribute of a progress bar for a share between 0 and 1. For undefined it is absent: the bar then says that something
 * moves, and not how far it is.
 */
const valueOf = (share: number | undefined): { value?: number } => (share === undefined ? {} : { value: share });
