#!/usr/bin/env node
// Any Node from 18 on can start this file. What we run needs a newer one, so it looks for that first.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createRequire } from 'node:module';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

const needed = 24;

if (Number(process.versions.node.split('.')[0]) >= needed) await run();
else runWithNewerNode();

async function run() {
  // What flows is outside of the heap: a nursery that grows would only keep what is long dead, 11 MB of it.
  setFlagsFromString('--semi-space-growth-factor=1');
  // A command lives for its questions and then watches: the compiler for what runs hot would take 6 MB. The server goes on.
  if (!process.argv.includes('serve')) setFlagsFromString('--no-opt');
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { main } = await import('../src/cli/main.ts');
  process.exitCode = await main(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
    },
  });
}

function runWithNewerNode() {
  const node = installedNode();
  if (!node) {
    process.stderr.write(`Longshore needs Node ${needed} or newer; this is ${process.versions.node}.\n`);
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both of us; only the child knows what to do with it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`Node ${needed} cannot be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

/** The Node that npm installed beside our dependencies. */
function installedNode() {
  try {
    return createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    return undefined;
  }
}
