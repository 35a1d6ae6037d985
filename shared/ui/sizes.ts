import type { JobResult } from '../src/model/job.ts';
import type { Manifest } from '../src/model/manifest.ts';

/** Stored bytes of each service of a snapshot, in its order. */
export const sizesOf = ({ services, artifacts }: Manifest): { service: string; bytes: number }[] =>
  services.map(({ name }) => ({
    service: name,
    bytes: artifacts.filter(({ service }) => service === name).reduce((sum, { bytes }) => sum + bytes, 0),
  }));

/** A backup and what its job told of it, if that is still known. */
export interface Backup {
  manifest: Manifest;
  result?: JobResult;
}

export interface Course {
  service: string;
  /** One for each backup, oldest first. */
  values: (number | undefined)[];
}

/** Returns services that any of the backups holds. */
const servicesOf = (backups: readonly Backup[]): string[] => [
  ...new Set(backups.flatMap(({ manifest }) => manifest.services.map(({ name }) => name))),
];

/** Stored bytes per service. */
export const sizeCourses = (backups: readonly Backup[]): Course[] =>
  servicesOf(backups).map((service) => ({
    service,
    values: backups.map(({ manifest }) => sizesOf(manifest).find((each) => each.service === service)?.bytes),
  }));

/** Returns seconds of saving per service, where its job still tells. */
export const timeCourses = (backups: readonly Backup[]): Course[] =>
  servicesOf(backups).map((service) => ({
    service,
    values: backups.map(({ result }) => result?.services.find((each) => each.service === service)?.seconds['store']),
  }));

/** Returns seconds of each whole backup. */
export const wholeTimes = (backups: readonly Backup[]): number[] =>
  backups.map(({ manifest }) => (Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt)) / 1000);
