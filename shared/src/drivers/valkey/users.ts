import { createHash } from 'node:crypto';

/** A user of a server and what it may do. No passwords. */
export interface User {
  name: string;
  /** SHA-256, in lower-case hex, of its rules without passwords. */
  rules: string;
}

/** Hashes of passwords, and rules that would add or remove one. */
const password = /^[#!<>]/;

/** Returns the users in the lines of `ACL LIST`: `user default on #… ~* +@all`. */
export const usersOf = (lines: readonly string[]): User[] =>
  lines.flatMap((line) => {
    const [word, name, ...rules] = line.split(' ');
    if (word !== 'user' || name === undefined) return [];
    const open = rules.filter((rule) => !password.test(rule)).join(' ');
    return [{ name, rules: createHash('sha256').update(open).digest('hex') }];
  });
