import * as z from 'zod';
import { Environment } from '../model/environment.ts';
import { RepositoryConfig, SecretRef } from '../model/repository.ts';
import { ServiceKind } from '../model/service.ts';

export const Name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u);
const Path = z.string().min(1);

export const HostConfig = z
  .strictObject({
    socket: Path.optional().describe('Path of the socket of a Docker Engine on this machine'),
    tcp: z
      .string()
      .regex(/^tcp:\/\/./)
      .optional()
      .describe('tcp://ADDRESS:PORT'),
    tls: z.strictObject({ ca: Path, cert: Path, key: Path }).optional().describe('Files for a tcp address'),
    ssh: z
      .string()
      .regex(/^ssh:\/\/./)
      .optional()
      .describe('ssh://[USER@]ADDRESS[:PORT][/PATH/OF/docker.sock]; ADDRESS may be an alias of ~/.ssh/config'),
    identity: Path.optional().describe('Path of the private key for an ssh address'),
    passphrase: SecretRef.optional().describe('Where the passphrase of the private key is to be found'),
    password: SecretRef.optional().describe('Where the password for an ssh address is to be found'),
    context: z.string().min(1).optional().describe('Name of a Docker context'),
    environment: Environment.optional().describe('For stacks on this host that have no mark of their own'),
  })
  .describe('Exactly one of socket, tcp, ssh and context');
export type HostConfig = z.infer<typeof HostConfig>;

export const StackConfig = z.strictObject({
  environment: Environment.optional(),
  readers: z.array(z.string()).optional().describe('Compose services that only read: they go on while others pause'),
  excluded: z.array(z.string()).optional().describe('Compose services that are never saved'),
  services: z
    .record(z.string(), z.strictObject({ kind: ServiceKind }))
    .optional()
    .describe('Compose services of which nothing shows that they hold data, and what each of them is'),
  passwords: z.record(z.string(), SecretRef).optional().describe('Per Compose service, where its container does not tell'),
});
export type StackConfig = z.infer<typeof StackConfig>;

/** Version of the configuration file that this program writes, and the newest that it reads. */
export const version = 1;

/** The configuration file as it is written. Relative paths are relative to its folder, `~/` is the home folder. */
export const ConfigFile = z.strictObject({
  version: z.literal(version),
  writer: z.string().optional().describe('The version of Longshore that wrote it last'),
  default: z
    .strictObject({
      host: z.string().optional(),
      repository: z.string().optional(),
      watch: z
        .int()
        .min(0)
        .max(600)
        .optional()
        .describe(
          'Seconds for which what is live is watched after a restore, a copy or an undo; 15 when absent, 0 for not at all',
        ),
    })
    .optional(),
  hosts: z.record(Name, HostConfig).optional(),
  repositories: z.record(Name, RepositoryConfig).optional(),
  stacks: z
    .record(z.string(), StackConfig)
    .optional()
    .describe('By STACK, by HOST/STACK, which counts more, or by HOST/STACK-HASH'),
});
export type ConfigFile = z.infer<typeof ConfigFile>;
