import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserWindow, type Rectangle, app, screen } from 'electron';
import * as z from 'zod';
import { replaceFile } from '@longshore/shared/machine/replaceFile';

const State = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400),
  height: z.int().min(300),
  maximized: z.boolean(),
});
type State = z.infer<typeof State>;

const path = (): string => join(app.getPath('userData'), 'window.json');

/** Returns where the window was, if that can be read and is still on a screen. Else a usual size without a place. In pixels. */
export function lastState(): Partial<State> {
  const usual = { width: 1180, height: 780 };
  try {
    const state = State.parse(JSON.parse(readFileSync(path(), 'utf8')));
    return isVisible(state) ? state : usual;
  } catch {
    return usual;
  }
}

const isVisible = ({ x, y, width, height }: Rectangle): boolean =>
  screen.getAllDisplays().some(({ workArea: area }) => {
    const [across, down] = [
      Math.min(x + width, area.x + area.width) - Math.max(x, area.x),
      Math.min(y + height, area.y + area.height) - Math.max(y, area.y),
    ];
    return across > 100 && down > 50;
  });

/** Writes where the window is for {@link lastState}. Rejects when the file cannot be written. */
export async function rememberState(window: BrowserWindow): Promise<void> {
  const state: State = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  await replaceFile(path(), JSON.stringify(state));
}
