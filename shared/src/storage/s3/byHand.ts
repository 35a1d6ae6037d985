import { nameOf, type S3Location } from './location.ts';

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/**
 * Returns two commands for a POSIX shell, of `aws` and of `rclone`, each of which brings everything below `prefix` in the bucket into
 * the present folder. `prefix` is the whole key, that of the location does not count; it must not be empty. No keys to sign
 * with are in them: the tools take theirs from the environment.
 */
export function fetchCommands(location: S3Location, prefix: string): string[] {
  const { bucket, endpoint, ca } = location;
  // Where there are no regions, a signature has to name one all the same.
  const region = location.region ?? (endpoint === undefined ? undefined : 'us-east-1');
  const folder = prefix.replace(/\/$/, '');
  const aws = [
    'aws s3 cp --recursive',
    ...(endpoint === undefined ? [] : [`--endpoint-url ${quoted(endpoint)}`]),
    ...(region === undefined ? [] : [`--region ${quoted(region)}`]),
    ...(ca === undefined ? [] : [`--ca-bundle ${quoted(ca)}`]),
    `${quoted(`${nameOf({ bucket, prefix: folder })}/`)} .`,
  ];
  const rclone = [
    'rclone copy --s3-env-auth',
    `--s3-provider ${endpoint === undefined ? 'AWS' : 'Other'}`,
    ...(endpoint === undefined ? [] : [`--s3-endpoint ${quoted(endpoint)}`]),
    ...(region === undefined ? [] : [`--s3-region ${quoted(region)}`]),
    ...(ca === undefined ? [] : [`--ca-cert ${quoted(ca)}`]),
    `${quoted(`:s3:${bucket}/${folder}`)} .`,
  ];
  return [aws.join(' '), rclone.join(' ')];
}
