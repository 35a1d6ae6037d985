/** What marks the containers and volumes that are ours. */
export const labels = {
  /** The job on whose behalf it was made. */
  job: 'longshore.job',
  /** Who holds a lock, and since when. */
  owner: 'longshore.owner',
  since: 'longshore.since',
  /** A throw-away container. */
  helper: 'longshore.helper',
  /** A lock; its value is the lock's name. */
  lock: 'longshore.lock',
} as const;
