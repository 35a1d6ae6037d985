export interface ServiceLine {
  service: string;
  line: number;
}

/**
 * Returns the services that a Compose file names, each with its line, counted from 0. It reads only as much YAML as such files are
 * written in: a block `services:` at the margin and keys of one indentation below it. Anything else has no lines, never wrong ones.
 */
export function composeServices(text: string): ServiceLine[] {
  const found: ServiceLine[] = [];
  let indent: string | undefined;
  let within = false;
  for (const [line, content] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(content)) continue;
    if (/^\S/.test(content)) {
      within = /^services:\s*(#.*)?$/.test(content);
      indent = undefined;
      continue;
    }
    if (!within) continue;
    const [, margin = '', quoted, plain] = /^(\s+)(?:["']([^"']+)["']|([\w.-]+)):(?:\s|$)/.exec(content) ?? [];
    indent ??= margin;
    const service = quoted ?? plain;
    if (service !== undefined && margin === indent) found.push({ service, line });
  }
  return found;
}
