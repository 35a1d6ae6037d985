import { startSecondEngine } from '../support/secondEngine.ts';

/** Starts a second engine, leaves a container on it, says where it is, and waits to be killed. */
const engine = await startSecondEngine();
await engine.load('valkey:8');
await engine.docker('run', '--detach', '--restart', 'always', '--volume', 'left-behind:/data', 'longshore-test/valkey:8');
console.log(engine.dockerHost);
setInterval(() => {}, 60_000);
