import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { consent, hasApt, installPackages, onTerminal, rootPrefix } from './packages.mjs';
import { hasCommand, run, runAsMain } from './run.mjs';

const LOG = '/var/log/dockerd.log';
const START_TIMEOUT = 60_000;
/**
 * What an engine refuses containers that runs nothing but tests: what databases would use and newer engines refuse. Docker's own
 * list of hundreds is compiled anew for each command in a container, and is a tenth of the tests' time.
 */
const SECCOMP = fileURLToPath(new URL('seccomp.json', import.meta.url));
const MANUALLY = 'install Docker (on a desktop: Docker Desktop), start it, and try again';

/**
 * Makes sure that a Docker Engine answers where DOCKER_HOST or the current context points. Says nothing when one does.
 * Otherwise, on Debian and Ubuntu, installs and starts the distribution's engine, as far as {@link consent} allows.
 * Throws one sentence that says what to do when that is not possible.
 *
 * @param {{ interactive?: boolean, forTests?: boolean }} [options] `forTests`: an engine that is started here, and by no init
 *   system, trades a part of what it refuses its containers for speed
 */
export async function ensureEngine({ interactive = onTerminal, forTests = false } = {}) {
  const first = await ask();
  if (first.answers) return;
  if (/permission denied/i.test(first.reason)) {
    throw new Error(
      'A Docker Engine is there, but your user may not use it: add the user to the group `docker` and log in again.',
    );
  }
  if (await isElsewhere()) {
    throw new Error(`The Docker Engine that DOCKER_HOST or the current Docker context names does not answer (${first.reason}).`);
  }
  if (!hasApt()) throw new Error(`No Docker Engine answers: ${MANUALLY}.`);

  const prefix = await rootPrefix(interactive);
  const installed = await hasCommand('dockerd');
  const what = installed ? 'start the Docker Engine' : 'install the Docker Engine (package docker.io) and start it';
  if (!prefix || !(await consent(what, interactive))) {
    throw new Error(
      `No Docker Engine answers: ${installed ? 'start it (`systemctl start docker`)' : MANUALLY}, or run this as root.`,
    );
  }
  if (!installed) await install(prefix);
  await start(prefix, forTests);
}

/** @returns {Promise<{ answers: boolean, reason: string }>} */
async function ask() {
  const { code, stderr } = await run(['docker', 'version', '--format', '{{.Server.Version}}'], { check: false, timeout: 20_000 });
  return { answers: code === 0, reason: stderr.trim().split('\n')[0] };
}

/** Another engine than this machine's own: that is not ours to install or to start. */
async function isElsewhere() {
  const own = (host) => host === 'unix:///var/run/docker.sock' || host === 'unix:///run/docker.sock';
  if (process.env.DOCKER_HOST) return !own(process.env.DOCKER_HOST);
  const { code, stdout } = await run(['docker', 'context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], {
    check: false,
  });
  return code === 0 && !own(stdout.trim());
}

/** @param {string[]} prefix */
async function install(prefix) {
  const packages = ['docker.io'];
  // The client is a package of its own since Debian 13.
  const hasClient = await hasCommand('docker');
  if (!hasClient && (await run(['apt-cache', 'show', '--quiet=2', 'docker-cli'], { check: false })).code === 0)
    packages.push('docker-cli');
  // Older docker.io packages hold a client too; one that a user put there by hand may be newer and stays.
  const keepClient = hasClient && existsSync('/usr/bin/docker') ? ['-o', 'DPkg::Options::=--path-exclude=/usr/bin/docker'] : [];
  await installPackages(packages, prefix, keepClient);
}

/**
 * @param {string[]} prefix
 * @param {boolean} forTests
 */
async function start(prefix, forTests) {
  if (existsSync('/run/systemd/system')) {
    await run([...prefix, 'systemctl', 'start', 'docker']);
    return waitUntilItAnswers();
  }
  // WSL and Debian with sysvinit; in containers and small machines process 1 is something else that starts no services.
  if (readFileSync('/proc/1/comm', 'utf8').trim() === 'init' && existsSync('/etc/init.d/docker')) {
    await run([...prefix, 'service', 'docker', 'start']);
    return waitUntilItAnswers();
  }
  if (prefix.length > 0)
    throw new Error('This machine has no init system that starts services: run `sudo dockerd` and try again.');
  await removeLeftovers();
  if (isProcess('/var/run/docker.pid', 'dockerd')) return waitUntilItAnswers();

  const log = openSync(LOG, 'a');
  const child = spawn('dockerd', forTests ? ['--seccomp-profile', SECCOMP] : [], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
      // The engine starts itself anew for each archive and each container, and would collect garbage before it ends.
      ...(forTests && { GOGC: '400' }),
    },
  });
  closeSync(log);
  let ended = '';
  child.on('error', (error) => (ended = error.message));
  child.on('exit', (code, signal) => (ended = `it ended with ${signal ?? `exit code ${code}`}`));
  child.unref();
  await waitUntilItAnswers(() => ended);
}

/**
 * What a daemon left that died with its machine (a restored image, a container): dockerd believes in any process that happens
 * to have the number in its file now, and in any containerd socket.
 */
async function removeLeftovers() {
  const containerd = '/var/run/docker/containerd/containerd.pid';
  if (!isProcess('/var/run/docker.pid', 'dockerd')) rmSync('/var/run/docker.pid', { force: true });
  if (!isProcess(containerd, 'containerd')) rmSync(containerd, { force: true });
  for (const socket of ['/run/containerd/containerd.sock', '/var/run/docker/containerd/containerd.sock']) {
    if (existsSync(socket) && (await isRefused(socket))) rmSync(socket, { force: true });
  }
}

/** Whether the file names a living process of this name. */
function isProcess(pidFile, name) {
  if (!existsSync(pidFile)) return false;
  const comm = `/proc/${readFileSync(pidFile, 'utf8').trim()}/comm`;
  return existsSync(comm) && readFileSync(comm, 'utf8').trim() === name;
}

function isRefused(path) {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.on('connect', () => resolve(false)).on('error', (error) => resolve(error.code === 'ECONNREFUSED'));
    socket.on('connect', () => socket.destroy());
  });
}

/** @param {() => string} [ended] why the daemon that we started is gone; empty while it lives */
async function waitUntilItAnswers(ended = () => '') {
  const deadline = Date.now() + START_TIMEOUT;
  for (;;) {
    const { answers, reason } = await ask();
    if (answers) return;
    // Two set-ups at once: the other one's daemon is the one that answers.
    const gone = ended() && !isProcess('/var/run/docker.pid', 'dockerd') ? ended() : '';
    if (gone || Date.now() > deadline) {
      const tail = existsSync(LOG)
        ? `\nThe end of ${LOG}:\n${readFileSync(LOG, 'utf8').trim().split('\n').slice(-15).join('\n')}`
        : '';
      throw new Error(`The Docker Engine was started and does not answer: ${gone || reason}.${tail}`);
    }
    await sleep(200);
  }
}

await runAsMain(import.meta.url, () => ensureEngine());
