import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel, Worker } from 'node:worker_threads';
import { WebSocketServer } from 'ws';
import { ipcChannel, portChannel, socketChannel } from '../../shared/src/api/channel.ts';
import { serve } from '../../shared/src/api/rpc.ts';
import { type Transport, describeApi } from './api.ts';
import { servedApi } from './apiServed.ts';
import { describeConfirmation } from './confirmation.ts';

const file = (name: string): URL => new URL(name, import.meta.url);

const transports: Record<string, (dataDir?: string) => Promise<Transport>> = {
  async 'the channel to a child process'(dataDir) {
    const argv = dataDir === undefined ? [] : [dataDir];
    const child = fork(file('apiChild.ts'), argv, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const ended = once(child, 'exit');
    await once(child, 'spawn');
    return {
      channel: ipcChannel(child),
      crash: () => child.kill('SIGKILL'),
      async [Symbol.asyncDispose]() {
        if (child.connected) child.disconnect();
        await ended;
      },
    };
  },

  async 'a message port'(dataDir) {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(file('apiThread.ts'), { workerData: { port: port2, dataDir }, transferList: [port2] });
    await once(worker, 'online');
    return {
      channel: portChannel(port1),
      crash: () => void worker.terminate(),
      async [Symbol.asyncDispose]() {
        port1.close();
        await worker.terminate();
      },
    };
  },

  async 'a WebSocket'(dataDir) {
    const api = await servedApi(dataDir);
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', (socket) => serve(api, socketChannel(socket)));
    await once(server, 'listening');
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await once(socket, 'open');
    return {
      channel: socketChannel(socket),
      crash: () => server.clients.forEach((client) => client.terminate()),
      async [Symbol.asyncDispose]() {
        socket.close();
        server.clients.forEach((client) => client.terminate());
        await new Promise((resolve) => server.close(resolve));
      },
    };
  },
};

for (const [name, open] of Object.entries(transports)) {
  describeApi(name, () => open());
  describeConfirmation(name, open);
}
