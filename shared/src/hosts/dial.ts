import { Duplex, PassThrough } from 'node:stream';
import type { Context } from '../context.ts';
import type { Connection } from './connection.ts';
import { exec } from './exec.ts';

const relay = `exec 3<>"/dev/tcp/127.0.0.1/$1" && { cat >&3 & cat <&3; }`;

/** See {@link Host.dial}. */
export async function dial(on: Connection, container: string, port: number, ctx: Context): Promise<Duplex> {
  const stdin = new PassThrough();
  const stdout = exec(on, container, ['bash', '-c', relay, 'bash', String(port)], ctx, { stdin });
  return Duplex.from({ writable: stdin, readable: stdout });
}
