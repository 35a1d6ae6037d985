import { ipcChannel } from '../../shared/src/api/channel.ts';
import { serve } from '../../shared/src/api/rpc.ts';
import { servedApi } from './apiServed.ts';

serve(await servedApi(process.argv[2]), ipcChannel(process));
