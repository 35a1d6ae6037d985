import { AppError } from '../errors.ts';

interface Part {
  service: string;
  item?: string;
}

/** Reads arguments `STACK`, `STACK/SERVICE` or `STACK/SERVICE/ITEM`; an item may hold any character, slashes too. All of one stack. */
export function readSources(sources: string[]): { from: string; what?: Part[] } {
  const read = sources.map((source) => {
    const [stack = '', service, ...item] = source.split('/');
    if (stack === '' || service === '' || (item.length === 1 && item[0] === '')) {
      throw new AppError('usage.copy-source', { source });
    }
    return { stack, service, item: item.length > 0 ? item.join('/') : undefined };
  });
  const stacks = [...new Set(read.map(({ stack }) => stack))];
  const [from = ''] = stacks;
  if (stacks.length > 1) throw new AppError('usage.copy-stacks', { stacks });
  const what = read.flatMap(({ service, item }): Part[] =>
    service === undefined ? [] : [{ service, ...(item !== undefined && { item }) }],
  );
  return what.length < read.length ? { from } : { from, what };
}

export function readTarget(target: string): { to: string; toService?: string } {
  const [to = '', toService, more] = target.split('/');
  if (to === '' || toService === '' || more !== undefined) throw new AppError('usage.copy-target', { target });
  return { to, ...(toService !== undefined && { toService }) };
}
