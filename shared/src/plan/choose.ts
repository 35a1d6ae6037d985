interface Holder {
  name: string;
  items: string[];
}

/**
 * Returns the services that have any of the items (`ITEM` or `SERVICE/ITEM`), each with those that it has. Returns all services
 * with all items when `wanted` is undefined. Where no service has an item, `chosen` is empty and `unknown` is the first such item,
 * with all that there are as `SERVICE/ITEM`. Never throws.
 */
export function chooseItems<S extends Holder>(
  services: S[],
  wanted: string[] | undefined,
): { chosen: { service: S; items: string[] }[]; unknown?: { item: string; items: string[] } } {
  if (!wanted) return { chosen: services.map((service) => ({ service, items: service.items })) };
  const is = (item: string, service: S, name: string): boolean => item === name || item === `${service.name}/${name}`;
  const item = wanted.find((each) => !services.some((service) => service.items.some((name) => is(each, service, name))));
  if (item !== undefined) {
    const items = services.flatMap((service) => service.items.map((name) => `${service.name}/${name}`));
    return { chosen: [], unknown: { item, items } };
  }
  const chosen = services.map((service) => ({
    service,
    items: service.items.filter((name) => wanted.some((each) => is(each, service, name))),
  }));
  return { chosen: chosen.filter(({ items }) => items.length > 0) };
}
