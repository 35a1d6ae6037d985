import * as z from 'zod';
import { ErrorInfo } from './error.ts';
import { Message } from './message.ts';

const Path = z.string().min(1);

/**
 * Where a secret is to be found; never the secret itself. `secrets.ts` reads it. `store:` is what was typed into a face, which
 * keeps it.
 */
export const SecretRef = z.string().regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|command:.+|store:\S+)$/);
export type SecretRef = z.infer<typeof SecretRef>;

const BucketConfig = z
  .strictObject({
    type: z.literal('s3'),
    bucket: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
    prefix: z
      .string()
      .regex(/^[^/]+(\/[^/]+)*$/)
      .optional()
      .describe('Only what is below it belongs to the repository; without / at its ends'),
    endpoint: z
      .string()
      .regex(/^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/)
      .optional()
      .describe('https://ADDRESS[:PORT] of anything else than AWS'),
    region: z.string().min(1).optional(),
    pathStyle: z.boolean().optional().describe('Whether the bucket stands in the path of an address; known for most endpoints'),
    ca: Path.optional().describe('File with the certificate of an authority of your own'),
    profile: z.string().min(1).optional().describe('A profile of the shared configuration files of AWS'),
    credentials: z
      .strictObject({ accessKeyId: SecretRef, secretAccessKey: SecretRef, sessionToken: SecretRef.optional() })
      .optional()
      .describe('Without them: the profile, the environment, or the role of this machine'),
  })
  .describe('A bucket at AWS, or at anything that speaks its protocol');

/** How a repository is reached. It holds no secrets. */
export const RepositoryConfig = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('folder'), path: Path }),
  BucketConfig,
]);
export type RepositoryConfig = z.infer<typeof RepositoryConfig>;

/** Something that was found out about a place, with what to do about it. */
export const Finding = z.object({
  level: z.enum(['good', 'note', 'warning', 'problem']),
  message: Message,
  hint: Message.optional(),
});
export type Finding = z.infer<typeof Finding>;

/** What a place can do that was tried out. Nothing of the trial is left there. */
export const RepositoryReport = z.object({
  location: z.string(),
  /** A repository can be kept there. */
  ok: z.boolean(),
  passed: z.number().int(),
  /** `title` is what should have happened, in English; `problem` what did. */
  failed: z.array(z.object({ title: z.string(), problem: z.string() })),
  findings: z.array(Finding),
  /** Why the trial ended before its end. */
  error: ErrorInfo.optional(),
});
export type RepositoryReport = z.infer<typeof RepositoryReport>;
