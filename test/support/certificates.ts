import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

/** An authority with a certificate for the server `localhost` and one for a client, as files in Docker's names. */
export interface Authority extends AsyncDisposable {
  ca: string;
  server: { cert: string; key: string };
  client: { cert: string; key: string };
  /** Certificates for `localhost` and for a client that were valid yesterday. */
  expired: { server: { cert: string; key: string }; client: { cert: string; key: string } };
}

export async function createAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-tls-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: folder });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl('req', '-x509', ...curve, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-subj', '/CN=longshore test', '-days', '2');
  for (const [name, extensions, days] of [
    ['server', 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n', 2],
    ['client', 'extendedKeyUsage=clientAuth\n', 2],
    ['old-server', 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n', -1],
    ['old-client', 'extendedKeyUsage=clientAuth\n', -1],
  ] as const) {
    await writeFile(at(`${name}.ext`), extensions);
    await openssl('req', ...curve, '-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-extfile', `${name}.ext`, '-days', String(days)];
    await openssl('x509', '-req', '-in', `${name}.csr`, ...signed, '-out', `${name}-cert.pem`);
  }
  const pair = (name: string): { cert: string; key: string } => ({ cert: at(`${name}-cert.pem`), key: at(`${name}-key.pem`) });
  return {
    ca: at('ca.pem'),
    server: pair('server'),
    client: pair('client'),
    expired: { server: pair('old-server'), client: pair('old-client') },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
