import { useId } from 'react';
import { useSurroundings } from '../context.ts';
import { Facts, Page, Section } from '../parts/page.tsx';
import { type Theme, languages, themes } from '../preferences.ts';

/** Renders the user's choices for this browser or app alone, and what this program is. */
export function Settings() {
  const { words, preferences, prefer, role, version } = useSurroundings();
  const { t } = words;
  const id = useId();
  return (
    <Page title={t('ui.settings')}>
      <div className="field">
        <label htmlFor={`${id}-language`}>{t('ui.settings.language')}</label>
        <select
          id={`${id}-language`}
          value={preferences.language}
          onChange={({ target }) => prefer({ language: target.value === 'de' ? 'de' : 'en' })}
        >
          {languages.map((language) => (
            <option key={language} value={language} lang={language}>
              {t(`ui.settings.${language}`)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-theme`}>{t('ui.settings.theme')}</label>
        <select id={`${id}-theme`} value={preferences.theme} onChange={({ target }) => prefer({ theme: target.value as Theme })}>
          {themes.map((theme) => (
            <option key={theme} value={theme}>
              {t(`ui.settings.theme-${theme}`)}
            </option>
          ))}
        </select>
      </div>
      <Section title={t('ui.settings.about')}>
        <Facts
          facts={[
            [t('ui.settings.version'), version],
            [t('ui.settings.role'), t(`ui.settings.role-${role}`)],
          ]}
        />
      </Section>
    </Page>
  );
}
