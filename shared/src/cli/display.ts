import type { JobEvent, JobView } from '../model/job.ts';
import type { Message } from '../model/message.ts';
import { renderPlan } from '../render/plan.ts';
import { liveRows, plainProgress, stepText } from '../render/progress.ts';
import type { Session } from './session.ts';

/** Shows a job as it goes: events as lines for programs, a bar on a terminal, plain lines elsewhere. */
export interface Display extends Disposable {
  /** Shows one more event, with the view that it has led to. */
  show(view: JobView, event: JobEvent): void;
  /** Writes a line that stays, for people. Under `--json` it writes nothing. */
  say(text: string): void;
}

/**
 * Returns the display of a running job until it is disposed: JSON under `--json`, rows that are written over on a live terminal,
 * else plain lines on standard error.
 */
export function openDisplay(session: Session): Display {
  if (session.options.json) return jsonDisplay(session);
  return session.terminal.err.live ? liveDisplay(session) : plainDisplay(session);
}

/**
 * Returns the display of an ended job: what it did, with the times at which it did it, on standard output, as JSON under `--json`.
 */
export function openLog(session: Session): Display {
  return session.options.json ? jsonDisplay(session) : logDisplay(session);
}

function logDisplay({ terminal: { out }, words }: Session): Display {
  return {
    show(view, event) {
      if (event.type === 'started') {
        out.lines(...renderPlan(event.plan, words, out, 'before-run'), '', words.moment(event.time));
      }
      const text = logText(view, event, words);
      if (text !== undefined) out.lines(`${out.style.faint(words.clock(event.time))}  ${text}`);
    },
    say: (text) => out.lines(text),
    [Symbol.dispose]() {},
  };
}

function logText(view: JobView, event: JobEvent, words: Session['words']): string | undefined {
  if (event.type === 'note') return words.say(event.message);
  if (event.type === 'ended') return words.t(`state.${event.outcome}`);
  return event.type === 'step' && event.state === 'running' ? stepText(view, event.index, words) : undefined;
}

function jsonDisplay({ json, words }: Session): Display {
  return {
    show(_, event) {
      const said = textOf(event);
      json(said ? { ...event, text: words.say(said) } : event);
    },
    say() {},
    [Symbol.dispose]() {},
  };
}

function textOf(event: JobEvent): Message | undefined {
  if (event.type === 'note') return event.message;
  return event.type === 'ended' ? event.error?.message : undefined;
}

const plainEverySeconds = 5;

function plainDisplay({ terminal: { err }, words }: Session): Display {
  let last = Date.now();
  return {
    show(view, event) {
      if (event.type === 'note') err.lines(...noteLines(event, words.say(event.message), err.style));
      if (event.type === 'step' && event.state === 'running') {
        const text = stepText(view, event.index, words);
        if (text !== undefined) err.lines(text);
      }
      if (event.type !== 'progress' || Date.now() - last < plainEverySeconds * 1000) return;
      last = Date.now();
      err.lines(...plainProgress(view, words));
    },
    say: (text) => err.lines(text),
    [Symbol.dispose]() {},
  };
}

/**
 * Returns the display of a live terminal. Notes scroll by above. The step under way and one row for each service are written over,
 * and go when it is disposed.
 */
function liveDisplay({ terminal: { err }, words }: Session): Display {
  let drawn = 0;
  let current: JobView | undefined;
  let due: NodeJS.Timeout | undefined;
  const started = Date.now();

  const erase = (): void => {
    // From the start of the line: the terminal may have echoed ^C into it.
    if (drawn > 0) err.write(`\r\u001B[${drawn}A\u001B[J`);
    drawn = 0;
  };
  const draw = (): void => {
    due = undefined;
    erase();
    if (!current) return;
    const rows = liveRows(current, (Date.now() - started) / 1000, words, err);
    err.lines(...rows);
    drawn = rows.length;
  };
  // Steps without a word in between must not look as if nothing happened.
  const clock = setInterval(draw, 1000);
  clock.unref();

  return {
    show(view, event) {
      current = view;
      if (event.type === 'note') {
        erase();
        err.lines(...noteLines(event, words.say(event.message), err.style));
      }
      due ??= setTimeout(draw, 100);
    },
    say(text) {
      erase();
      err.lines(text);
      draw();
    },
    [Symbol.dispose]() {
      clearInterval(clock);
      clearTimeout(due);
      erase();
    },
  };
}

function noteLines({ level }: { level: 'info' | 'warn' }, text: string, style: { warn(text: string): string }): string[] {
  return level === 'warn' ? [style.warn(`! ${text}`)] : [text];
}
