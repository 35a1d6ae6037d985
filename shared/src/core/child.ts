import { ipcChannel } from '../api/channel.ts';
import { lateCore } from './lateCore.ts';
import { serve } from '../api/rpc.ts';

/**
 * Entry of the core as a process of its own: it serves the face that started it, and ends with it. Jobs are processes of
 * their own and go on.
 */
const core = lateCore();
process.on('disconnect', () => {
  void Promise.resolve(core[Symbol.asyncDispose]())
    .catch(() => undefined)
    .finally(() => process.exit());
});
serve(core.api, ipcChannel(process));
