import { lateCore } from '@longshore/shared/core/lateCore';
import { serve } from '@longshore/shared/api/rpc';
import { type MainPort, mainPortChannel } from './mainPort.ts';

/** What Electron gives to a utility process. */
interface Parent {
  on(event: 'message', listener: (event: { ports: MainPort[] }) => void): void;
}

/** Entry of the core in a process of the app: each port that comes is a face, or one window of it. */
const { api } = lateCore();
const { parentPort } = process as unknown as { parentPort: Parent };
parentPort.on('message', ({ ports }) => {
  for (const port of ports) serve(api, mainPortChannel(port));
});
