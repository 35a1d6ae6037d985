/** The parts of an image's name: of `registry:5000/team/Postgres:17@sha256:…` they are `registry:5000/team/Postgres`, `postgres` and `17`. */
export interface ImageName {
  repository: string;
  /** Its last part, in lower case: mirrors keep it. */
  name: string;
  /** Empty where there is none. */
  tag: string;
}

/** Returns the parts of an image's name, without its digest; an id is cut in the same way. Never throws. */
export function parseImageName(reference: string): ImageName {
  const [path = ''] = reference.split('@');
  const slash = path.lastIndexOf('/');
  const colon = path.lastIndexOf(':');
  const tagged = colon > slash;
  const repository = tagged ? path.slice(0, colon) : path;
  return { repository, name: repository.slice(slash + 1).toLowerCase(), tag: tagged ? path.slice(colon + 1) : '' };
}
