/** What marks the containers and volumes that are ours. */
export const labels = {
  /** The job on whose behalf it was made. */
  job: 'longshore.job',
  /** Whose it is, for people: the holder of a lock. */
  owner: 'longshore.owner',
  /** A throw-away container. */
  helper: 'longshore.helper',
  /** A lock; its value is the lock's name. */
  lock: 'longshore.lock',
} as const;
