import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainContext } from '../context.ts';
import { survey } from './survey.ts';

test('a TLS file that holds no certificate is what is wrong with the host', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-survey-'));
  try {
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, 'not a certificate');
    const found = await survey({ type: 'tcp', host: '127.0.0.1', port: 9, tls: { ca, verify: true } }, plainContext(), {
      calls: false,
    });
    expect(found).toMatchObject({ findings: [], error: { key: 'usage.docker-certificate', params: { path: ca } } });
  } finally {
    await rm(folder, { recursive: true });
  }
});
