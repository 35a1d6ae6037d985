import { startSecondDocker } from '../support/secondDocker.ts';

/** Starts a second Docker, leaves a container on it, says where it is, and waits to be killed. */
const second = await startSecondDocker();
await second.load('valkey:8');
await second.docker('run', '--detach', '--restart', 'always', '--volume', 'left-behind:/data', 'longshore-test/valkey:8');
console.log(second.dockerHost);
setInterval(() => {}, 60_000);
