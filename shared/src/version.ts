import manifest from '../package.json' with { type: 'json' };

/** Version of Longshore, as it is in what it writes. */
export const version: string = manifest.version;
