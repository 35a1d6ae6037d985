/** Returns the text with `***` in place of these secrets: the longest first, as one may begin with another one. */
export const redact = (text: string, secrets: readonly string[]): string =>
  secrets
    .toSorted((a, b) => b.length - a.length)
    .reduce((clean, secret) => (secret === '' ? clean : clean.replaceAll(secret, '***')), text);
