import type { ReactNode } from 'react';
import { useConnected, useSurroundings } from './context.ts';
import { useJobs } from './queries.ts';
import { Icon, type IconName } from './parts/icon.tsx';
import { Notice } from './parts/notice.tsx';
import type { Route } from './route.ts';

type Area = 'overview' | 'stacks' | 'snapshots' | 'jobs' | 'places' | 'settings';
const areas: readonly { area: Area; icon: IconName }[] = [
  { area: 'overview', icon: 'overview' },
  { area: 'stacks', icon: 'stack' },
  { area: 'snapshots', icon: 'snapshots' },
  { area: 'jobs', icon: 'jobs' },
  { area: 'places', icon: 'places' },
  { area: 'settings', icon: 'settings' },
];

/** Returns the area that a screen belongs to, or undefined for a screen that belongs to none. */
function areaOf({ screen }: Route): Area | undefined {
  switch (screen) {
    case 'overview':
    case 'stacks':
    case 'snapshots':
    case 'jobs':
    case 'places':
    case 'settings':
      return screen;
    case 'stack':
    case 'copy':
      return 'stacks';
    case 'snapshot':
    case 'history':
      return 'snapshots';
    case 'job':
      return 'jobs';
    case 'add-host':
    case 'add-repository':
      return 'places';
    case 'restore':
    case 'plan':
      return undefined;
  }
}

/** Renders the frame around each screen. */
export function Shell({ route, back, children }: { route: Route; back?: () => void; children: ReactNode }) {
  const { words, go, role, signOut } = useSurroundings();
  const connected = useConnected();
  // Whichever screen is shown: the end of a job makes lists old.
  useJobs();
  const { t } = words;
  const here = areaOf(route);
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => document.querySelector('h1')?.focus()}>
        {t('ui.skip')}
      </button>
      <nav aria-label={t('ui.nav')}>
        <p className="brand">Longshore</p>
        <ul>
          {areas.map(({ area, icon }) => (
            <li key={area}>
              <button type="button" aria-current={area === here ? 'page' : undefined} onClick={() => go({ screen: area })}>
                <Icon name={icon} />
                <span>{t(`ui.${area}`)}</span>
              </button>
            </li>
          ))}
          {signOut && (
            <li>
              <button type="button" disabled={!connected} onClick={signOut}>
                <Icon name="leave" />
                <span>{t('ui.sign-out')}</span>
              </button>
            </li>
          )}
        </ul>
      </nav>
      <main>
        <div role="status" className="connection">
          {!connected && (
            <Notice level="warn">
              <p>{t('ui.lost')}</p>
            </Notice>
          )}
        </div>
        {role === 'view' && <p className="looking">{t('ui.looking-only')}</p>}
        {back && (
          <button type="button" className="back" onClick={back}>
            <Icon name="back" />
            {t('ui.back')}
          </button>
        )}
        {children}
      </main>
    </div>
  );
}
