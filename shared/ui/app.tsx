import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { AccessRole } from '../src/api/answers.ts';
import { type Api, protocol } from '../src/api/contract.ts';
import { toErrorInfo } from '../src/errors.ts';
import type { ErrorInfo } from '../src/model/error.ts';
import { forClicks } from '../src/render/click.ts';
import { wordsIn } from '../src/render/words.ts';
import type { Client } from './client.ts';
import { Surrounding, type Surroundings } from './context.ts';
import type { Face } from './face.ts';
import { Failure, Waiting } from './parts/notice.tsx';
import { type Preferences, keepPreferences, readPreferences } from './preferences.ts';
import { Screen } from './screen.tsx';
import { Shell } from './shell.tsx';
import type { Navigation } from './navigation.ts';
import { useNow } from './useNow.ts';

interface AppProps {
  face: Face;
  client: Client;
  trail: Navigation;
}

export function App({ face, client, trail }: AppProps) {
  const [preferences, setPreferences] = useState<Preferences>(() =>
    readPreferences({ language: face.language, theme: face.theme ?? 'system' }),
  );
  const { route, begun, arrived } = useSyncExternalStore(trail.subscribe, trail.place);
  const greeting = useGreeting(useSyncExternalStore(client.subscribe, () => client.api));
  const now = useNow(30_000);
  const { language, theme } = preferences;
  const words = useMemo(() => forClicks(wordsIn(language, () => now)), [language, now]);

  useEffect(() => {
    document.documentElement.lang = language;
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [language, theme]);

  const surroundings: Surroundings = {
    client,
    words,
    role: greeting.role ?? 'view',
    version: greeting.version ?? '',
    preferences,
    prefer(chosen) {
      const next = { ...preferences, ...chosen };
      keepPreferences(next);
      setPreferences(next);
    },
    go: (route) => {
      if (face.navigate?.(route) !== true) trail.go(route);
    },
    arrived,
    ...(face.keepSecret && { keepSecret: face.keepSecret }),
    ...(face.pickFolder && { pickFolder: face.pickFolder }),
    ...(face.signOut && { signOut: face.signOut }),
  };
  const screen = greeting.error ? (
    <Failure error={greeting.error} />
  ) : greeting.role === undefined ? (
    <Waiting />
  ) : (
    <Screen route={route} key={arrived} />
  );
  return (
    <Surrounding value={surroundings}>
      {face.bare === true ? (
        <main className="bare">{screen}</main>
      ) : (
        <Shell route={route} {...(begun && { back: () => trail.back() })}>
          {screen}
        </Shell>
      )}
    </Surrounding>
  );
}

interface Greeting {
  role?: AccessRole;
  version?: string;
  error?: ErrorInfo;
}

/** Returns what the core says of itself, or why it cannot. Empty until it has answered. */
function useGreeting(api: Api): Greeting {
  const [greeting, setGreeting] = useState<Greeting>({});
  useEffect(() => {
    api.hello({ protocol }).then(
      ({ role, version }) => setGreeting({ role, version }),
      // A connection that was lost meanwhile takes nothing away that is known.
      (error: unknown) => setGreeting((known) => (known.role ? known : { error: toErrorInfo(error) })),
    );
  }, [api]);
  return greeting;
}
