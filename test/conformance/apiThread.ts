import { type MessagePort, workerData } from 'node:worker_threads';
import { portChannel } from '../../shared/src/api/channel.ts';
import { serve } from '../../shared/src/api/rpc.ts';
import { servedApi } from './apiServed.ts';

const { port, dataDir } = workerData as { port: MessagePort; dataDir: string | undefined };
serve(await servedApi(dataDir), portChannel(port));
