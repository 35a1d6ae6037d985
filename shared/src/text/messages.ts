/** One text in every language that we speak. Parameters are plain values; both functions take the same. */
export interface Text<P> {
  en: (params: P) => string;
  de: (params: P) => string;
}

type Texts = Record<string, { en: (params: never) => string; de: (params: never) => string }>;

/**
 * Returns the texts as they are: it declares them side by side in all languages, so that a missing translation does not compile.
 */
export const messages = <T extends Texts>(texts: T): T => texts;
