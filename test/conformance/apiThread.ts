import { type MessagePort, workerData } from 'node:worker_threads';
import { portChannel } from '../../shared/src/channel.ts';
import { serve } from '../../shared/src/rpc.ts';
import { servedApi } from './apiServed.ts';

const { port, dataDir } = workerData as { port: MessagePort; dataDir: string | undefined };
serve(await servedApi(dataDir), portChannel(port));
