import type { ReactNode } from 'react';
import type { JobState } from '../../src/model/job.ts';
import { useWords } from '../context.ts';
import { Icon } from './icon.tsx';

export type Mood = 'good' | 'warn' | 'bad' | 'running' | 'waiting' | 'info';

/** Renders a state in words, with a picture of the same meaning. */
export function State({ mood, children }: { mood: Mood; children: ReactNode }) {
  return (
    <span className={`state state-${mood}`}>
      <Icon name={mood} />
      <span>{children}</span>
    </span>
  );
}

const moods: Record<JobState, Mood> = {
  running: 'running',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'warn',
  interrupted: 'bad',
};

export function JobStateOf({ state }: { state: JobState }) {
  const { t } = useWords();
  return <State mood={moods[state]}>{t(`state.${state}`)}</State>;
}
