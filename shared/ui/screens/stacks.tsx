import { useSurroundings } from '../context.ts';
import { useStacks } from '../known.ts';
import { Answered } from '../parts/answered.tsx';
import { Link } from '../parts/link.tsx';
import { Failure } from '../parts/notice.tsx';
import { Page, Section } from '../parts/page.tsx';
import { State } from '../parts/state.tsx';

/** Every stack of every host, those with data first. */
export function Stacks() {
  const { words } = useSurroundings();
  const { t, ago } = words;
  return (
    <Page title={t('ui.stacks')}>
      <Answered answer={useStacks()}>
        {(hosts) =>
          hosts.map(({ host, stacks, error }) => (
            <Section title={host.name} key={host.name} aside={<span className="faint">{host.address}</span>}>
              {error && <Failure error={error} />}
              {!error && stacks.every(({ services }) => services.length === 0) && (
                <p className="faint">{t('ui.overview.none')}</p>
              )}
              <ul className="rows">
                {stacks
                  .filter(({ services }) => services.length > 0)
                  .map((stack) => (
                    <li key={stack.hash}>
                      <div>
                        <Link to={{ screen: 'stack', host: host.name, stack: stack.id.name }} className="row-title">
                          {stack.id.name}
                        </Link>
                        <p className="faint">
                          {stack.services.map(({ name, kind }) => `${name} (${t(`kind.${kind}`)})`).join(', ')} ·{' '}
                          {t(`environment.${stack.environment}`)}
                        </p>
                      </div>
                      {stack.last ? (
                        <State mood={stack.last.complete ? 'info' : 'warn'}>{t('row.saved', { ago: ago(stack.last.at) })}</State>
                      ) : (
                        <State mood="warn">{t(stack.lastError ? 'row.saved-unknown' : 'row.never-saved')}</State>
                      )}
                    </li>
                  ))}
              </ul>
            </Section>
          ))
        }
      </Answered>
    </Page>
  );
}
