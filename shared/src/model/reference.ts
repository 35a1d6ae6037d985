/** What people write for a snapshot: `STACK/TIME`, `STACK/latest`, or `STACK/latest/SERVICE`. */
export interface SnapshotReference {
  stack: string;
  /** The snapshot's name, or `latest`. */
  id: string;
  /** The newest that holds all of this service is meant, and this service of it. */
  service?: string;
}

/**
 * Returns the parts of `STACK/TIME`, `STACK/latest` or `STACK/latest/SERVICE`, or undefined for a text of any other form. It does
 * not look whether `TIME` is one, or whether anything of that name exists.
 */
export function parseReference(reference: string): SnapshotReference | undefined {
  const [stack = '', id = '', service, ...more] = reference.split('/');
  if (stack === '' || id === '' || service === '' || more.length > 0) return undefined;
  if (service === undefined) return { stack, id };
  return id === 'latest' ? { stack, id, service } : undefined;
}

/**
 * Returns the request with `services` set to the service that its reference names. Returns the request itself when the reference
 * names none, or when the request says by `services` or `items` what of the snapshot it wants.
 */
export function ofReferredService<R extends { snapshot: string; services?: string[] | undefined; items?: string[] | undefined }>(
  request: R,
): R {
  const service = parseReference(request.snapshot)?.service;
  return service === undefined || request.services || request.items ? request : { ...request, services: [service] };
}
