import type { ReactNode } from 'react';
import type { Answer } from '../client.ts';
import { useSurroundings } from '../context.ts';
import { Failure, Waiting } from './notice.tsx';

/** Renders what was answered, until then that it is being asked, or why it could not be. */
export function Answered<T>({ answer, children }: { answer: Answer<T>; children: (value: T) => ReactNode }) {
  const { client } = useSurroundings();
  const { value, error, asking } = answer;
  if (error && !asking) {
    return <Failure error={error} again={() => client.renew('containers', 'snapshots', 'jobs', 'configuration')} />;
  }
  return value === undefined ? <Waiting /> : children(value);
}
