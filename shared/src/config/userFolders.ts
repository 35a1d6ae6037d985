import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Places {
  configFile: string;
  /** The user named the configuration file: it must be there. */
  named: boolean;
  /** Jobs, plans and the default repository. */
  dataDir: string;
}

/**
 * Returns where configuration and data live on this machine, whether they are there or not: what `LONGSHORE_CONFIG`,
 * `LONGSHORE_DATA` and the XDG variables say, relative or not, else where the system has such files.
 */
export function findPlaces(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): Places {
  const home = env['HOME'] ?? homedir();
  const native = {
    darwin: {
      config: join(home, 'Library/Application Support/Longshore'),
      data: join(home, 'Library/Application Support/Longshore'),
    },
    win32: {
      config: join(env['APPDATA'] ?? join(home, 'AppData/Roaming'), 'Longshore'),
      data: join(env['LOCALAPPDATA'] ?? join(home, 'AppData/Local'), 'Longshore'),
    },
  };
  const unix = { config: join(home, '.config/longshore'), data: join(home, '.local/share/longshore') };
  const usual = platform === 'darwin' || platform === 'win32' ? native[platform] : unix;
  const under = (base: string | undefined): string | undefined => (base ? join(base, 'longshore') : undefined);
  return {
    configFile: env['LONGSHORE_CONFIG'] || join(under(env['XDG_CONFIG_HOME']) ?? usual.config, 'config.yaml'),
    named: Boolean(env['LONGSHORE_CONFIG']),
    dataDir: env['LONGSHORE_DATA'] || (under(env['XDG_DATA_HOME']) ?? usual.data),
  };
}
