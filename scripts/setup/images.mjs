import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBase } from './base.mjs';
import { ensureEngine } from './engine.mjs';
import { installWheels } from './python.mjs';
import { canPull } from './registry.mjs';
import { run, runAsMain } from './run.mjs';

const FOLDER = fileURLToPath(new URL('../../test/images/', import.meta.url));
const REPOSITORY = 'longshore-test';
const CONTENT = 'longshore.test.content';

/**
 * Makes sure that the test images are there, as `longshore-test/NAME:TAG`; those of an unchanged content are left alone.
 * Prints a line for each one that it makes.
 *
 * @param {{ only?: string[] }} [options] `only` names images such as `postgres:17`, or all versions of one: `postgres`
 */
export async function ensureImages({ only } = {}) {
  const images = select(only);
  const present = await contents(images.flatMap(({ tags }) => tags));
  const missing = images.filter(({ tags, accepted }) => !tags.every((tag) => accepted.includes(present.get(tag))));
  const builder = missing.length > 0 ? await findBuilder() : undefined;
  const failures = [];
  const work = async () => {
    for (let image = missing.shift(); image; image = missing.shift()) {
      await make(image, builder).catch((error) => failures.push(error));
    }
  };
  await Promise.all([work(), work()]);
  if (failures.length > 0) throw new Error(failures.map(({ message }) => message).join('\n'));
}

/**
 * Brings images of this machine's engine to another one, unless it has those very images under these names.
 *
 * @param {string[]} tags such as `longshore-test/valkey:8`
 * @param {string} dockerHost how `DOCKER_HOST` names the other engine
 */
export async function copyImages(tags, dockerHost) {
  const there = { DOCKER_HOST: dockerHost };
  const idOf = async (tag, env) =>
    (await run(['docker', 'image', 'inspect', '--format', '{{.Id}}', tag], { env, check: false })).stdout.trim();
  const missing = [];
  for (const tag of tags) if ((await idOf(tag)) !== (await idOf(tag, there))) missing.push(tag);
  if (missing.length === 0) return;
  const pipe = 'docker save "$@" | DOCKER_HOST=$THERE docker load --quiet';
  await run(['bash', '-o', 'pipefail', '-c', pipe, 'bash', ...missing], { env: { THERE: dockerHost } });
}

/** @param {string[]} [only] */
function select(only) {
  const all = Object.entries(JSON.parse(readFileSync(join(FOLDER, 'images.json'), 'utf8'))).map(([name, image]) => {
    const names = [name, ...(image.aliases ?? [])];
    const built = digest(image);
    const official = image.official && createHash('sha256').update(image.official).digest('hex');
    const accepted = process.env.LONGSHORE_IMAGES === 'build' ? [built] : [built, official].filter(Boolean);
    return { ...image, names, tags: names.map((name) => `${REPOSITORY}/${name}`), built, officialContent: official, accepted };
  });
  if (!only) return all;
  const matches = (wanted) => all.filter(({ names }) => names.some((name) => name === wanted || name.split(':')[0] === wanted));
  for (const wanted of only) {
    if (matches(wanted).length === 0) throw new Error(`There is no test image "${wanted}"; test/images/images.json lists them.`);
  }
  return all.filter((image) => only.some((wanted) => matches(wanted).includes(image)));
}

/** What an image is made of: its folder, the suite, the build arguments and the Python packages. */
function digest({ folder, file, target, suite, args = {}, wheels }) {
  const hash = createHash('sha256').update(JSON.stringify([file, target, suite, args, ...(wheels ? [wheels] : [])]));
  for (const name of readdirSync(join(FOLDER, folder)).sort())
    hash.update(`${name}\0`).update(readFileSync(join(FOLDER, folder, name)));
  return hash.digest('hex');
}

/** The content label of each tag that is there. */
async function contents(tags) {
  const format = `{{json .RepoTags}}\t{{index .Config.Labels "${CONTENT}"}}`;
  // Exits with 1 when one of them is missing, and prints the others all the same.
  const { stdout } = await run(['docker', 'image', 'inspect', '--format', format, ...tags], { check: false });
  const found = new Map();
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [repoTags, content] = line.split('\t');
    for (const tag of JSON.parse(repoTags)) found.set(tag, content);
  }
  return found;
}

/** Without buildx the client has only its old builder, which has to be asked for and leaves the container of a failed step. */
export async function findBuilder() {
  const hasBuildx = (await run(['docker', 'buildx', 'version'], { check: false })).code === 0;
  return hasBuildx ? { options: [], env: {} } : { options: ['--force-rm'], env: { DOCKER_BUILDKIT: '0' } };
}

async function make(image, builder) {
  const since = Date.now();
  const how = (await pull(image, builder)) ? 'pulled' : await build(image, builder);
  console.log(`${how} ${image.tags.join(', ')} in ${((Date.now() - since) / 1000).toFixed(1)} s`);
}

/** The official image, with our labels on top. False where there is none, or the registry does not answer. */
async function pull({ official, officialContent, tags }, builder) {
  if (!official || !(await canPull())) return false;
  const { code } = await run([...buildCommand(tags, labelsOf(officialContent), builder), '-'], {
    input: `FROM ${official}\n`,
    env: builder.env,
    check: false,
  });
  return code === 0;
}

async function build({ folder, file = 'Dockerfile', target, suite, args = {}, wheels, tags, built }, builder) {
  const base = await ensureBase(suite);
  const buildArgs = Object.entries({ BASE: base, ...args }).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]);
  const context = wheels ? await withWheels(join(FOLDER, folder), wheels) : join(FOLDER, folder);
  try {
    const source = ['--file', join(context, file), ...(target ? ['--target', target] : []), context];
    await run([...buildCommand(tags, labelsOf(built), builder), ...buildArgs, ...source], { env: builder.env });
  } finally {
    if (wheels) rmSync(context, { recursive: true });
  }
  return 'built';
}

/** A copy of the folder with what the Python packages install, as `wheels/`. */
async function withWheels(folder, wheels) {
  const context = mkdtempSync(join(tmpdir(), 'longshore-image-'));
  cpSync(folder, context, { recursive: true });
  await installWheels(wheels, join(context, 'wheels'));
  return context;
}

/** The labels of a test image of that content. */
const labelsOf = (content) => ['longshore.test=1', `${CONTENT}=${content}`];

/**
 * The beginning of a `docker build`.
 *
 * @param {string[]} tags
 * @param {string[]} labels `NAME=VALUE`
 * @param {{ options: string[] }} builder from {@link findBuilder}
 */
export function buildCommand(tags, labels, { options }) {
  const pairs = (option, values) => values.flatMap((value) => [option, value]);
  return ['docker', 'build', ...options, ...pairs('--tag', tags), ...pairs('--label', labels)];
}

await runAsMain(import.meta.url, async (names) => {
  await ensureEngine();
  await ensureImages({ only: names.length > 0 ? names : undefined });
});
