import '../strict.ts';
import { toErrorInfo } from '../../src/errors.ts';
import { chooseLanguage, wordsIn } from '../../src/render/words.ts';
import { linkMark } from '../../src/serve/wire.ts';
import type { MessageKey } from '../../src/text/message.ts';
import { type Mounted, mount } from '../mount.tsx';
import { readPreferences } from '../preferences.ts';
import { type Connection, enterAgain } from './connection.ts';
import { redeem } from './redeem.ts';

/** Where the secret of the session is kept: until this tab is closed, and for no other one. */
const place = 'longshore.session';

const preferences = readPreferences({ language: chooseLanguage(navigator.language, {}), theme: 'system' });
const words = wordsIn(preferences.language);
document.documentElement.lang = preferences.language;
if (preferences.theme !== 'system') document.documentElement.dataset['theme'] = preferences.theme;

const link = takeLink();
const kept = sessionStorage.getItem(place);
if (link !== undefined) invite(link);
else if (kept !== null) void attend(kept);
else say('serve.page.no-session', 'serve.page.how-to-link');

/**
 * Returns the secret of the link that was opened, or undefined when the address has none. It does not stay in the address bar, nor
 * in what the browser remembers of it.
 */
function takeLink(): string | undefined {
  const mark = `#${linkMark}`;
  if (!location.hash.startsWith(mark)) return undefined;
  const secret = location.hash.slice(mark.length);
  history.replaceState(undefined, '', location.pathname);
  return secret;
}

/** Shows the button that signs in. A click, not the opening of an address, uses the link up. What fails is shown. */
function invite(secret: string): void {
  const button = document.createElement('button');
  button.className = 'main';
  button.textContent = words.t('serve.page.sign-in');
  const open = async (): Promise<void> => {
    button.disabled = true;
    try {
      const session = await redeem(secret);
      sessionStorage.setItem(place, session.secret);
      await attend(session.secret);
    } catch (error) {
      const { code, message } = toErrorInfo(error);
      if (code === 'denied') return show(words.say(message), words.t('serve.page.how-to-link'));
      show(words.say(message));
      main().append(button);
      button.disabled = false;
    }
  };
  button.addEventListener('click', () => void open());
  say('serve.page.invited');
  main().append(button);
  button.focus();
}

/** Shows the screens over one connection after the other, and resolves when the session is over, which it then says. */
async function attend(secret: string): Promise<void> {
  say('serve.page.connecting');
  let mounted: Mounted | undefined;
  let current: Connection | undefined;
  for (;;) {
    const connection = await enterAgain(secret);
    if (connection === 'ended') break;
    current = connection;
    if (mounted) mounted.regained(connection.api);
    else {
      const { api } = connection;
      const { language } = preferences;
      mounted = mount(element(), { api, route: { screen: 'overview' }, language, signOut: () => current?.leave() });
    }
    if ((await connection.lost) === 'ended') break;
    mounted.lost();
  }
  sessionStorage.removeItem(place);
  mounted?.unmount();
  say('serve.page.ended', 'serve.page.how-to-link');
}

type PageKey = Extract<MessageKey, `serve.page.${string}`>;

/** Shows these texts as the page while there are no screens. */
function say(...keys: PageKey[]): void {
  show(...keys.map((key) => words.t(key)));
}

function show(...texts: string[]): void {
  const title = document.createElement('h1');
  title.textContent = 'Longshore';
  const paragraphs = texts.map((text) => {
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    return paragraph;
  });
  const content = document.createElement('main');
  content.className = 'door';
  content.setAttribute('aria-live', 'polite');
  content.append(title, ...paragraphs);
  element().replaceChildren(content);
}

function element(): HTMLElement {
  return document.getElementById('screens') ?? document.body;
}

function main(): Element {
  return element().querySelector('main') ?? element();
}
