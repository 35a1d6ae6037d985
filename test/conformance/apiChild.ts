import { ipcChannel } from '../../shared/src/channel.ts';
import { serve } from '../../shared/src/rpc.ts';
import { fakeApi } from './apiFake.ts';

serve(fakeApi(), ipcChannel(process));
