import type { IncomingMessage } from 'node:http';

/** Which names a server answers to, and which pages may speak to it. */
export interface Visitors {
  /** Names beside those of this machine itself: `backup.example.org`, `backup.example.org:8443`. */
  hosts: string[];
  /** Pages come by TLS: from ourselves, or from a proxy in front of us. */
  secure: boolean;
}

const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Returns whether the request is for us by a name of ours, in lower case; false without a name. A foreign page whose name leads
 * to this machine (DNS rebinding) asks by that name.
 */
export function isForUs({ headers: { host } }: IncomingMessage, { hosts }: Visitors): boolean {
  if (host === undefined) return false;
  const name = nameOf(host);
  return name !== undefined && (ownNames.has(name) || hosts.some((known) => [host, name].includes(known.toLowerCase())));
}

/**
 * Returns whether a page of the host that was asked asks, by its origin: one of our own where {@link isForUs} holds. Whatever is
 * not a browser has to say so as well.
 */
export function isFromUs({ headers: { host, origin } }: IncomingMessage, { secure }: Visitors): boolean {
  return origin !== undefined && origin === `${secure ? 'https' : 'http'}://${host}`;
}

/** Returns the name without the port, which a tunnel may change. Undefined for what is no name of a host in lower case. */
const nameOf = (host: string): string | undefined => /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/.exec(host)?.[1];
