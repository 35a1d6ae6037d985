import { type MessagePort, workerData } from 'node:worker_threads';
import { portChannel } from '../../shared/src/channel.ts';
import { serve } from '../../shared/src/rpc.ts';
import { fakeApi } from './apiFake.ts';

serve(fakeApi(), portChannel((workerData as { port: MessagePort }).port));
