import type { Message } from '../src/model/message.ts';
import { type JobEvent, type JobView, emptyView, reduce } from '../src/model/job.ts';

/** One step of a job: when it began and ended, as ISO times. */
export interface StepStory {
  state: 'waiting' | 'running' | 'done' | 'failed';
  from?: string;
  to?: string;
}

/** How far one service was, some seconds after the job began. */
export interface Point {
  seconds: number;
  bytes: number;
  /** Bytes a second. */
  rate: number;
}

export interface LogLine {
  at: string;
  level: 'info' | 'warn';
  message: Message;
}

/** All that the screen of a job shows: its view, and what happened when. Events folded by {@link tell}. */
export interface Story {
  view: JobView;
  startedAt?: string;
  /** The time of the last event. */
  at?: string;
  steps: StepStory[];
  flow: Record<string, Point[]>;
  log: LogLine[];
}

/** More points than a chart has columns show nothing more. */
const mostPoints = 240;
const mostLines = 1000;

export const emptyStory = (job: string): Story => ({ view: emptyView(job), steps: [], flow: {}, log: [] });

/**
 * Returns the story after one more event. Events that it holds already change nothing. Of each service it keeps at most 240
 * points, of the log the last 1000 lines. Pure.
 */
export function tell(story: Story, event: JobEvent): Story {
  const view = reduce(story.view, event);
  if (view === story.view) return story;
  const next = { ...story, view, at: event.time };
  switch (event.type) {
    case 'started':
      return { ...next, startedAt: event.time, steps: event.plan.steps.map(() => ({ state: 'waiting' })) };
    case 'step':
      return { ...next, steps: story.steps.map((step, at) => (at === event.index ? stepAfter(step, event) : step)) };
    case 'progress': {
      const seconds = (Date.parse(event.time) - Date.parse(story.startedAt ?? event.time)) / 1000;
      const points = [...(story.flow[event.service] ?? []), { seconds, bytes: event.bytes, rate: event.rate }];
      return { ...next, flow: { ...story.flow, [event.service]: thinned(points) } };
    }
    case 'note': {
      const line = { at: event.time, level: event.level, message: event.message };
      return { ...next, log: [...story.log, line].slice(-mostLines) };
    }
    case 'ended':
      return next;
  }
}

function stepAfter(step: StepStory, { state, time }: Extract<JobEvent, { type: 'step' }>): StepStory {
  return state === 'running' ? { state, from: time } : { ...step, state, to: time };
}

/** Returns the points, without every second one when there are too many. The newest one stays. */
const thinned = (points: Point[]): Point[] =>
  points.length <= mostPoints ? points : points.filter((_, at) => at % 2 === 0 || at === points.length - 1);
