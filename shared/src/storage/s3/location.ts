export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A place in a bucket, and how to reach it. */
export interface S3Location {
  bucket: string;
  /** Without `/` at its ends; absent: the whole bucket. */
  prefix?: string | undefined;
  /** `https://s3.example.org`; absent: AWS, or what the environment says. */
  endpoint?: string | undefined;
  region?: string | undefined;
  /** The bucket is in the path, not in the host's name. Absent: as the endpoint and the bucket's name need it. */
  pathStyle?: boolean | undefined;
  /** Of the shared configuration files of AWS. */
  profile?: string | undefined;
  /** Path of a file with further trusted certificates. */
  ca?: string | undefined;
  /**
   * Resolves with the keys to sign with. Asked once, at the first request; absent: the environment, the shared files, the machine's
   * role.
   */
  credentials?: () => Promise<S3Credentials>;
}

/** Returns a place for people, as it is written on a command line: `s3://bucket/prefix`. */
export const nameOf = ({ bucket, prefix }: S3Location): string => `s3://${bucket}${prefix === undefined ? '' : `/${prefix}`}`;
