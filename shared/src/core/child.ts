import { ipcChannel } from '../api/channel.ts';
import { lateCore } from './lateCore.ts';
import { serve } from '../api/rpc.ts';

/**
 * Entry of the engine as a process of its own: it serves the face that started it, and ends with it. Jobs are processes of
 * their own and go on.
 */
const engine = lateCore();
process.on('disconnect', () => {
  void Promise.resolve(engine[Symbol.asyncDispose]())
    .catch(() => undefined)
    .finally(() => process.exit());
});
serve(engine.api, ipcChannel(process));
