import { join } from 'node:path';
import type { Api } from '../../shared/src/api/contract.ts';
import { createCore } from '../../shared/src/core/core.ts';
import { fakeApi } from './apiFake.ts';

/** What the other side of a transport serves: a core on a data folder, or known answers where there is none. */
export const servedApi = (dataDir: string | undefined): Promise<Api> =>
  dataDir === undefined
    ? Promise.resolve(fakeApi())
    : createCore({ places: { configFile: join(dataDir, 'config.yaml'), named: false, dataDir } });
