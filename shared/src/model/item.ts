import type { Message } from './message.ts';

/** An item that can be backed up or restored by itself (a database, a key space), as a look at its service finds it. */
export interface ItemEstimate {
  name: string;
  /** Identity on the server that survives renames: a database's OID. Part of a plan's basis. */
  id: string;
  bytes: number;
  /** From statistics; absent when the server has none. Never counted. */
  rows?: number;
  /** Why it cannot be staged beside and renamed in; empty when it can. */
  inPlaceOnly: Message[];
  /** Why it cannot be restored over at all; empty when it can. */
  blocked: Message[];
}
