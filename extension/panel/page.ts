import type { Channel } from '../../shared/src/api/channel.ts';
import type { Language } from '../../shared/src/text/language.ts';
import { type Route, connect, mount } from '../../shared/ui/mount.tsx';

/** What the editor gives to each page that it shows. */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: { route: Route }): void };

const editor = acquireVsCodeApi();

/** To the extension. It ends with the page: a new core is a new page. */
const channel: Channel = {
  send: (text) => editor.postMessage(text),
  listen: (received) => addEventListener('message', ({ data }) => typeof data === 'string' && received(data)),
  close: () => {},
};

/** What this page shows itself; everything else is the editor's. */
const own = new Set<Route['screen']>(['snapshot', 'job', 'history']);

async function begin(screens: HTMLElement): Promise<void> {
  const { route, language } = JSON.parse(screens.dataset['begin'] ?? '') as { route: Route; language: Language };
  editor.setState({ route });
  mount(screens, {
    api: await connect(channel),
    route,
    language,
    bare: true,
    navigate(next) {
      editor.postMessage({ go: next });
      if (!own.has(next.screen)) return true;
      editor.setState({ route: next });
      return false;
    },
  });
}

const screens = document.getElementById('screens');
if (screens) void begin(screens);
