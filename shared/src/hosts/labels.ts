/** Labels of our own. The first ones mark containers and volumes that are ours; the last ones are the user's, on containers of a stack. */
export const labels = {
  /** The job on whose behalf it was made. */
  job: 'longshore.job',
  /** A throw-away container. */
  helper: 'longshore.helper',
  /** A lock; its value is the lock's name. */
  lock: 'longshore.lock',
  /** Of a lock: its job's process, since when, the name of the stack, and the containers that the job may have touched. */
  owner: 'longshore.owner',
  since: 'longshore.since',
  stack: 'longshore.stack',
  containers: 'longshore.containers',
  services: 'longshore.services',
  /** `reader`: goes on while writers stand still. */
  role: 'longshore.role',
  /** `true`: a service that is never saved. */
  exclude: 'longshore.exclude',
} as const;

/** Labels that Compose gives to its containers. */
export const composeLabels = {
  project: 'com.docker.compose.project',
  workingDir: 'com.docker.compose.project.working_dir',
  service: 'com.docker.compose.service',
  oneoff: 'com.docker.compose.oneoff',
  dependsOn: 'com.docker.compose.depends_on',
} as const;
