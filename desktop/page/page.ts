import { AppError } from '@longshore/shared/errors';
import { connect } from '@longshore/shared/api/rpc';
import { chooseLanguage } from '@longshore/shared/render/words';
import { type Mounted, mount } from '@longshore/shared/ui/mount.tsx';
import { readPreferences } from '@longshore/shared/ui/preferences.ts';

/** Milliseconds before a core that has ended is started anew: one that cannot live must not keep the machine busy. */
const pause = 500;

const { longshore } = window;
const { language, theme } = readPreferences({ language: chooseLanguage(navigator.language, {}), theme: 'system' });
document.documentElement.lang = language;
if (theme !== 'system') document.documentElement.dataset['theme'] = theme;

let mounted: Mounted | undefined;
for (;;) {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  longshore.renew();
  try {
    const api = await connect({
      send: (text) => longshore.send(text),
      listen: (received, closed) =>
        longshore.listen(received, () => {
          closed();
          resolve();
        }),
      close: () => undefined,
    });
    if (mounted) mounted.regained(api);
    else mounted = begin(api);
    await ended;
    mounted.lost();
  } catch {
    // It has ended before it has answered.
  }
  await new Promise((after) => setTimeout(after, pause));
}

function begin(api: Parameters<Mounted['regained']>[0]): Mounted {
  return mount(document.getElementById('screens') ?? document.body, {
    api,
    route: { screen: 'overview' },
    language,
    pickFolder: async () => (await longshore.ask({ do: 'pick-folder' })) ?? undefined,
    async keepSecret(name, secret) {
      const reference = await longshore.ask({ do: 'keep-secret', name, secret });
      if (reference === null) throw new AppError('unsupported.no-keychain', { name });
      return reference;
    },
  });
}
