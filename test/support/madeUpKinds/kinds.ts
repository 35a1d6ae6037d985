import type { KindFacts } from '../../../shared/src/model/kinds.ts';

/** Kinds of service that are not there, in the shapes of those to come: their entries of the record of kinds. */
export const madeUpKinds = {
  bucket: { products: ['Bucket'], counted: 'things', parts: true },
  vectors: { products: ['Vectors'], counted: 'rows', parts: true },
  stream: { products: ['Streams'], counted: 'things', parts: false },
  graph: { products: ['Graph'], counted: 'things', parts: false },
  volume: { products: ['Volume'], counted: 'things', parts: false },
} satisfies Record<string, KindFacts>;

export type MadeUpKind = keyof typeof madeUpKinds;
