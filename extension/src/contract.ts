/** What extension and core have agreed on, with the checks of it: in the package, a file by itself. */
export * from '@longshore/shared/api/channel';
export * from '@longshore/shared/errors';
export * from '@longshore/shared/model/environment';
export * from '@longshore/shared/model/inventory';
export * from '@longshore/shared/model/job';
export * from '@longshore/shared/model/manifest';
export * from '@longshore/shared/api/rpc';
