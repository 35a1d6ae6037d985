/** Objects of items to leave out, by the name of the item. */
export type Without = Readonly<Record<string, readonly string[]>>;
