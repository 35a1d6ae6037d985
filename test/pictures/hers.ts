import type { Api } from '../../shared/src/api/contract.ts';

/** Sizes of more than a megabyte are rounded to this: they differ by a few kilobytes from run to run, which a chart would show. */
const step = 50_000;

/** An Api whose answers name the paths of a run as `change` has them. */
export function hers(api: Api & AsyncDisposable, change: (text: string) => string): Api & AsyncDisposable {
  const round = (key: string, value: unknown): unknown =>
    key === 'bytes' && typeof value === 'number' && value > 1_000_000 ? Math.round(value / step) * step : value;
  const changed = <T>(answer: T): T => (answer === undefined ? answer : (JSON.parse(change(JSON.stringify(answer)), round) as T));
  return new Proxy(api, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== 'function' || name === Symbol.asyncDispose) return found;
      return (...asked: unknown[]) => {
        const answer: unknown = Reflect.apply(found, target, asked);
        return isStream(answer) ? each(answer, changed) : Promise.resolve(answer).then(changed);
      };
    },
  });
}

const isStream = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

async function* each<T>(stream: AsyncIterable<T>, change: (item: T) => T): AsyncGenerator<T> {
  for await (const item of stream) yield change(item);
}
