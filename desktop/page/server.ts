import { chooseLanguage, wordsIn } from '@longshore/shared/render/words';
import { readPreferences } from '@longshore/shared/ui/preferences.ts';

/** Asks for a link of `longshore serve`. */
const { language, theme } = readPreferences({ language: chooseLanguage(navigator.language, {}), theme: 'system' });
const { t } = wordsIn(language);
document.documentElement.lang = language;
if (theme !== 'system') document.documentElement.dataset['theme'] = theme;

const form = document.createElement('form');
form.className = 'door';
const title = document.createElement('h1');
title.textContent = t('desktop.server-title');
const label = document.createElement('label');
label.textContent = t('desktop.server-link');
const field = document.createElement('input');
field.type = 'text';
field.required = true;
field.autocomplete = 'off';
field.spellcheck = false;
label.append(field);
const hint = document.createElement('p');
hint.textContent = t('desktop.server-how');
const button = document.createElement('button');
button.className = 'main';
button.textContent = t('desktop.server-open');
form.append(title, label, hint, button);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  button.disabled = true;
  void window.longshore.ask({ do: 'open-server', link: field.value }).finally(() => (button.disabled = false));
});
document.getElementById('screens')?.append(form);
field.focus();
