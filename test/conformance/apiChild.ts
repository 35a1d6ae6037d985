import { ipcChannel } from '../../shared/src/channel.ts';
import { serve } from '../../shared/src/rpc.ts';
import { servedApi } from './apiServed.ts';

serve(await servedApi(process.argv[2]), ipcChannel(process));
