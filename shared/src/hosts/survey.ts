import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Message } from '../model/message.ts';
import { message } from '../text/message.ts';
import { type CallReport, type Use, checkPermissions } from './permissions.ts';
import { connectEngine } from './connect.ts';
import { dockerOn } from './docker.ts';
import type { DockerApi } from './dockerApi.ts';
import type { HostAddress, HostInfo } from './host.ts';

/** Something that was found at a host. `bad`: a plan fails there. */
export interface Finding {
  level: 'note' | 'warn' | 'bad';
  message: Message;
  hint?: Message;
}

/** What a host is like, and what is wrong with it. */
export interface Survey {
  /** Absent when no Docker Engine answers, or one does not answer every question: then `error` says why. */
  info?: HostInfo;
  /** A question and its answer, in milliseconds: the fastest of five. Absent as `info` is. */
  roundTrip?: number;
  findings: Finding[];
  calls: CallReport[];
  error?: AppError;
}

/**
 * Resolves with what a new connection shows of a host; with the first failure in `error`, and then with the findings up to
 * there, without `info` and calls. Changes nothing there. With `calls` every call is tried that plans may make; `calls` is
 * empty otherwise. Rejects when aborted, and for what is no {@link AppError}.
 */
export async function survey(address: HostAddress, ctx: Context, options: { calls: boolean }): Promise<Survey> {
  const findings: Finding[] = await findingsOfAddress(address);
  try {
    const api = await connectEngine(address, ctx.signal);
    await using host = dockerOn('survey', api);
    const info = await host.info(ctx);
    const roundTrip = await measure(api, ctx);
    findings.push(...api.about().map((found): Finding => ({ level: 'note', message: found })), ...findingsOf(info, roundTrip));
    findings.push(...(await findingsOfClock(api, ctx)));
    const calls = options.calls ? await checkPermissions(api, ctx) : [];
    return { info, roundTrip, findings: [...findings, ...findingsOfCalls(calls)], calls };
  } catch (error) {
    if (!AppError.is(error) || ctx.signal.aborted) throw error;
    return { findings, calls: [], error };
  }
}

const slow = 200;
const pings = 5;

async function measure(api: DockerApi, { signal }: Context): Promise<number> {
  const taken: number[] = [];
  for (let at = 0; at < pings; at += 1) {
    const begun = performance.now();
    await api.send('GET', '/_ping', { signal, silence: 15_000 });
    taken.push(performance.now() - begun);
  }
  return Math.min(...taken);
}

function findingsOf({ engine, rootless }: HostInfo, roundTrip: number): Finding[] {
  return [
    ...(engine === 'docker-desktop' ? [{ level: 'note' as const, message: message('found.docker-desktop', {}) }] : []),
    ...(engine === 'podman' ? [{ level: 'note' as const, message: message('found.podman', {}) }] : []),
    ...(rootless ? [{ level: 'note' as const, message: message('found.rootless', {}) }] : []),
    ...(roundTrip > slow
      ? [{ level: 'note' as const, message: message('found.slow', { milliseconds: Math.round(roundTrip) }) }]
      : []),
  ];
}

const Clock = z.object({ SystemTime: z.string().optional() });
const clockTolerance = 60_000;

async function findingsOfClock(api: DockerApi, { signal }: Context): Promise<Finding[]> {
  const { SystemTime: time } = await api.json('GET', '/info', Clock, { signal });
  const ahead = time === undefined ? 0 : new Date(time).getTime() - Date.now();
  if (Math.abs(ahead) <= clockTolerance) return [];
  return [{ level: 'warn', message: message('found.clock', { seconds: Math.round(ahead / 1000) }) }];
}

const soon = 30 * 24 * 3600_000;
const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

async function findingsOfAddress(address: HostAddress): Promise<Finding[]> {
  if (address.type !== 'tcp') return [];
  if (!address.tls) {
    const open = message(isLoopback(address.host) ? 'found.tcp-loopback' : 'found.tcp-open', {});
    return [{ level: 'warn', message: open, hint: message('hint.tcp-open', {}) }];
  }
  const unchecked: Finding[] = address.tls.verify ? [] : [{ level: 'warn', message: message('found.tls-unchecked', {}) }];
  const { ca, cert } = address.tls;
  const files = await Promise.all([ca, cert].filter((path) => path !== undefined).map(findingsOfCertificate));
  return [...unchecked, ...files.flat()];
}

/**
 * Resolves with a finding when a certificate has expired or will within 30 days; empty otherwise, and when the file cannot be read
 * or holds no certificate: opening the connection reports that. Never rejects.
 */
async function findingsOfCertificate(path: string): Promise<Finding[]> {
  const certificate = await readFile(path)
    .then((bytes) => new X509Certificate(bytes))
    .catch(() => undefined);
  if (!certificate) return [];
  const until = new Date(certificate.validTo);
  const left = until.getTime() - Date.now();
  if (left > soon) return [];
  const params = { path, until: until.toISOString() };
  return left <= 0
    ? [{ level: 'bad', message: message('found.certificate-expired', params) }]
    : [{ level: 'warn', message: message('found.certificate-expires', params) }];
}

const uses: Use[] = ['look', 'backup', 'drill', 'restore'];

function findingsOfCalls(calls: CallReport[]): Finding[] {
  const wrong = calls.filter(({ state }) => state !== 'allowed');
  if (wrong.length === 0) return [];
  const first = uses.findIndex((use) => wrong.some((call) => call.use === use));
  const list = wrong.map(({ call }) => call);
  const denied = message('found.calls-refused', { calls: list, uses: uses.slice(first) });
  return [{ level: 'bad', message: denied, hint: message('hint.calls-refused', {}) }];
}
