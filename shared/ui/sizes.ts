import type { JobResult } from '../src/model/job.ts';
import type { Manifest } from '../src/model/manifest.ts';

/** Returns the stored bytes of each service of a snapshot, in its order. */
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

/** Returns the services that any of the backups holds, each once. */
const servicesOf = (backups: readonly Backup[]): string[] => [
  ...new Set(backups.flatMap(({ manifest }) => manifest.services.map(({ name }) => name))),
];

/** Returns the stored bytes of each service, backup by backup: undefined where a backup does not hold it. */
export const sizeCourses = (backups: readonly Backup[]): Course[] =>
  servicesOf(backups).map((service) => ({
    service,
    values: backups.map(({ manifest }) => sizesOf(manifest).find((each) => each.service === service)?.bytes),
  }));

/** Returns the seconds that saving each service took, backup by backup: undefined where its job tells nothing of that any more. */
export const timeCourses = (backups: readonly Backup[]): Course[] =>
  servicesOf(backups).map((service) => ({
    service,
    values: backups.map(({ result }) => result?.services.find((each) => each.service === service)?.seconds['store']),
  }));

/** Returns the seconds that each backup took as a whole, complete or not. */
export const wholeTimes = (backups: readonly Backup[]): number[] =>
  backups.map(({ manifest }) => (Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt)) / 1000);
