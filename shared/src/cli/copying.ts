import { AppError } from '../errors.ts';

interface Part {
  service: string;
  item?: string;
}

/**
 * Returns the stack and the parts that arguments `STACK`, `STACK/SERVICE` or `STACK/SERVICE/ITEM` name. Without `what` it is the
 * whole stack. An item may hold any character, slashes too. Throws `usage.copy-source` for any other argument, `usage.copy-stacks`
 * when they name several stacks.
 */
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

/**
 * Returns the stack, and the service if there is one, that an argument `STACK` or `STACK/SERVICE` names. Throws `usage.copy-target`
 * for any other.
 */
export function readTarget(target: string): { to: string; toService?: string } {
  const [to = '', toService, more] = target.split('/');
  if (to === '' || toService === '' || more !== undefined) throw new AppError('usage.copy-target', { target });
  return { to, ...(toService !== undefined && { toService }) };
}
