import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { smaller } from './png.ts';
import type { World } from './world.ts';

const pictures = join(import.meta.dirname, '../../docs/pictures');
const limit = 150_000;

/** All texts of a document: what is seen, what is in fields, and what only appears under the pointer. */
const texts = `
  [
    document.title,
    document.body.innerText,
    ...[...document.querySelectorAll('input, textarea')].map(({ value }) => value),
    ...[...document.querySelectorAll('[title], [aria-label]')].flatMap((element) => [element.title, element.ariaLabel]),
  ].join('\\n').replaceAll('\\u00A0', ' ')`;

/** Takes the picture of a page, unless it shows something that must not be seen. */
export async function take(page: Page, name: string, { forbidden }: Pick<World, 'forbidden'>): Promise<void> {
  const read = (await Promise.all(page.frames().map((frame) => frame.evaluate<string>(texts)))).join('\n').toLowerCase();
  const seen = forbidden.filter(([, text]) => read.includes(text.toLowerCase())).map(([what]) => what);
  if (seen.length > 0) throw new Error(`The picture “${name}” would show ${seen.join(', ')}.`);
  // Nothing lies under the pointer.
  await page.mouse.move(0, 0);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  const png = smaller(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  if (png.length > limit) throw new Error(`${name}.png would have ${png.length} bytes, more than ${limit}.`);
  await mkdir(pictures, { recursive: true });
  await writeFile(join(pictures, `${name}.png`), png);
  console.log(`${name}.png  ${Math.round(png.length / 1000)} kB`);
}
