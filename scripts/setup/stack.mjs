import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ensureCompose } from './compose.mjs';
import { ensureEngine } from './engine.mjs';
import { copyImages, ensureImages } from './images.mjs';
import { run, runAsMain } from './run.mjs';

const STACKS = fileURLToPath(new URL('../../test/stacks/', import.meta.url));
const HEALTHY_TIMEOUT = 120_000;

/**
 * Starts a stack of test/stacks and waits until it is healthy, or, where a service has no health check, until the
 * command in its label `longshore.test.ready` succeeds. Services of the profile `idle` are created and not started.
 * A stack that is up already is left as it is.
 *
 * @param {string} name a folder of test/stacks: `sample`, `plain`, `pair`, `alpine`, `moved`
 * @param {{ project: string, folder?: string, dockerHost?: string }} options the Compose project's name; a copy of that folder
 *   to be used instead; how `DOCKER_HOST` names the Docker Engine, when it is not this machine's own: the images come from there
 */
export async function up(name, { project, folder = `${STACKS}${name}`, dockerHost }) {
  const env = environment(dockerHost);
  const compose = [
    ...(await ensureCompose()),
    '--file',
    `${folder}/compose.yaml`,
    '--project-name',
    project,
    '--profile',
    'idle',
  ];
  const services = Object.entries(JSON.parse((await run([...compose, 'config', '--format', 'json'])).stdout).services);
  const images = services.map(([, { image }]) => image);
  await ensureImages({ only: images.map((image) => image.replace('longshore-test/', '')) });
  if (dockerHost) await copyImages([...new Set(images)], dockerHost);

  await run([...compose, 'create'], { env });
  // Named, because the profile that `create` needs would have `up` start the idle ones too.
  const started = services.filter(([, { profiles }]) => !profiles).map(([service]) => service);
  await run([...compose, 'up', '--detach', ...started], { env });
  await waitUntilHealthy(project, env);
  for (const [service, { labels }] of services) {
    const ready = labels?.['longshore.test.ready'];
    if (ready) await waitUntilReady(`${project}-${service}-1`, ready.split(' '), env);
  }
}

/**
 * Removes the containers, volumes and networks of a project, as far as they carry the label of the tests.
 *
 * @param {string} project
 * @param {{ dockerHost?: string }} [options] as for {@link up}
 */
export async function down(project, { dockerHost } = {}) {
  const env = environment(dockerHost);
  const ours = ['--quiet', '--filter', `label=com.docker.compose.project=${project}`, '--filter', 'label=longshore.test=1'];
  await remove(['docker', 'container', 'ls', '--all', ...ours], ['docker', 'container', 'rm', '--force', '--volumes'], env);
  await remove(['docker', 'volume', 'ls', ...ours], ['docker', 'volume', 'rm'], env);
  await disconnectAll(['docker', 'network', 'ls', ...ours], env);
  await remove(['docker', 'network', 'ls', ...ours], ['docker', 'network', 'rm'], env);
}

/** @param {string} [dockerHost] */
const environment = (dockerHost) => (dockerHost ? { DOCKER_HOST: dockerHost } : {});

/** A container that was being started while it was removed can leave its endpoint behind, which keeps the network. */
async function disconnectAll(list, env) {
  const format = '{{range $id, $end := .Containers}}{{$id}} {{end}}';
  for (const network of (await run(list, { env })).stdout.split('\n').filter(Boolean)) {
    const { stdout } = await run(['docker', 'network', 'inspect', '--format', format, network], { env });
    for (const container of stdout.split(/\s/).filter(Boolean)) {
      await run(['docker', 'network', 'disconnect', '--force', network, container], { env, check: false });
    }
  }
}

async function remove(list, command, env) {
  const ids = (await run(list, { env })).stdout.split('\n').filter(Boolean);
  if (ids.length > 0) await run([...command, ...ids], { env });
}

async function waitUntilHealthy(project, env) {
  const filters = [`label=com.docker.compose.project=${project}`, 'health=starting', 'health=unhealthy'];
  const list = ['docker', 'ps', '--format', '{{.Names}}', ...filters.flatMap((filter) => ['--filter', filter])];
  const deadline = Date.now() + HEALTHY_TIMEOUT;
  for (;;) {
    const waiting = (await run(list, { env })).stdout.trim();
    if (!waiting) return;
    if (Date.now() > deadline)
      throw new Error(`Not healthy after ${HEALTHY_TIMEOUT / 1000} s: ${waiting.split('\n').join(', ')}.`);
    await sleep(200);
  }
}

async function waitUntilReady(container, command, env) {
  const deadline = Date.now() + HEALTHY_TIMEOUT;
  for (;;) {
    const { code, stderr } = await run(['docker', 'exec', container, ...command], { env, check: false });
    if (code === 0) return;
    if (Date.now() > deadline) throw new Error(`${container} was not ready after ${HEALTHY_TIMEOUT / 1000} s: ${stderr.trim()}`);
    await sleep(200);
  }
}

await runAsMain(import.meta.url, async ([command, ...args]) => {
  if (command === 'up' && args.length > 0) {
    await ensureEngine();
    await up(args[0], { project: args[1] ?? `longshore-${args[0]}` });
  } else if (command === 'down' && args.length === 1) {
    await down(args[0]);
  } else {
    throw new Error('Usage: stack.mjs up NAME [PROJECT] | down PROJECT');
  }
});
