interface Holder {
  name: string;
  items: string[];
}

/**
 * Returns the services that have any of the items, which are named `ITEM` or `SERVICE/ITEM`, with those that they have; all of all
 * when none is named. `unknown` is the first that no service has, beside all that there are.
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
