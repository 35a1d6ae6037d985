/** What the whole product must know of a kind of service beside its driver. */
export interface KindFacts {
  /** Names of the products that are of this kind, as people write them. */
  products: readonly string[];
  /** What is counted in it: the fact of an entry that holds the number, and the word for it (`counted.WORD` in the texts). */
  counted: 'rows' | 'keys' | 'things';
  /** Whether one of its items can be chosen by itself: not where a service always holds one. */
  parts: boolean;
  /** Its server checks what it loads: single objects that it refuses can be left out of a restore (`--without`). Absent: none. */
  objects?: true;
}

/** Every kind of service. `valkey` stands for Valkey and Redis alike. */
export const kinds = {
  postgres: { products: ['PostgreSQL'], counted: 'rows', parts: true, objects: true },
  valkey: { products: ['Valkey', 'Redis'], counted: 'keys', parts: false },
} as const satisfies Record<string, KindFacts>;

/** Returns the names of the facts of entries that hold how much is in them, each once: `rows`, `keys`. */
export const countedFacts = (): readonly string[] => [...new Set(Object.values(kinds).map(({ counted }) => counted))];

/** Returns the names of all products: `PostgreSQL, Valkey, Redis`. */
export const allProducts = (): string =>
  Object.values(kinds)
    .flatMap(({ products }) => products)
    .join(', ');
