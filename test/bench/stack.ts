import { startContainer, waitFor, type TestContainer } from '../support/docker.ts';
import { command } from './process.ts';

/** A Compose stack of one PostgreSQL server. */
export interface Stack extends AsyncDisposable {
  project: string;
  container: string;
  sql(database: string, text: string): Promise<string>;
  /** A command in its container. */
  exec(...argv: string[]): Promise<string>;
}

const image = 'longshore-test/postgres:17';
const service = 'db';

/** What an interrupted run has left is removed first. */
export async function openStack(name: string): Promise<Stack> {
  const project = `longshore-bench-${name}`;
  const container = `${project}-${service}-1`;
  await command(['docker', 'rm', '--force', '--volumes', container]);
  const labels = {
    'com.docker.compose.project': project,
    'com.docker.compose.service': service,
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.project.working_dir': '/srv/bench',
  };
  const server: TestContainer = await startContainer({ image, name: container, labels, env: { POSTGRES_PASSWORD: 'bench' } });
  const exec = (...argv: string[]): Promise<string> => command(['docker', 'exec', container, ...argv]);
  try {
    // By TCP: the temporary server of the first start answers on its socket only.
    await waitFor(() => exec('pg_isready', '--host=127.0.0.1').then(Boolean, () => false));
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return {
    project,
    container,
    exec,
    sql: async (database, text) =>
      (await exec('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-U', 'postgres', '-d', database, '-c', text)).trim(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
