import { expect, it } from 'vitest';
import { AppError } from '../../errors.ts';
import { connectionFailure } from './server.ts';
import { sqlState } from './session.ts';

const failed = new AppError('tool-failed.command', { tool: 'psql', container: 'db', exitCode: 2 });

/** As PostgreSQL 17 says it. */
it.each([
  ['FATAL:  database "shop" is not currently accepting connections', 'unsupported.closed-database'],
  ['FATAL:  database "shop" does not exist', 'not-found.database'],
  ['FATAL:  terminating connection due to administrator command', 'tool-failed.session-lost'],
  ['server closed the connection unexpectedly', 'tool-failed.session-lost'],
  ['FATAL:  sorry, too many clients already', 'tool-failed.too-many-clients'],
  ['FATAL:  the database system is starting up', 'tool-failed.postgres-silent'],
  ['FATAL:  the database system is not yet accepting connections', 'tool-failed.postgres-silent'],
  ['FATAL:  password authentication failed for user "postgres"', 'denied.postgres'],
  ['FATAL:  Passwort-Authentifizierung für Benutzer »postgres« fehlgeschlagen', 'denied.postgres'],
])('%s: %s', (said, key) => {
  const failure = connectionFailure(failed, { name: 'db', secrets: [] }, 'shop', `psql: error: connection to server: ${said}`);
  expect(failure).toMatchObject({ key });
});

it('what psql did not explain stays as it is', () => {
  expect(connectionFailure(failed, { name: 'db', secrets: [] }, 'shop', '')).toBe(failed);
});

it('a failure of libpq itself is no refusal of the server', () => {
  const refused = (state: string): AppError => new AppError('tool-failed.sql', { database: 'shop', state });
  expect(sqlState(refused('42P01'))).toBe('42P01');
  expect(sqlState(refused(''))).toBeUndefined();
});
