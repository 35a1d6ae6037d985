import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';

/** What a utility process of Electron has, over the channel of an ordinary child: its parent's port, with ports in messages. */
const parentPort = new EventEmitter();
const ports = [];
process.parentPort = parentPort;

process.on('message', ({ port: number, message, text, closed }) => {
  if (message !== undefined) {
    const port = new EventEmitter();
    port.postMessage = (said) => process.connected && process.send({ port: number, text: said });
    port.start = () => undefined;
    port.close = () => undefined;
    ports[number] = port;
    parentPort.emit('message', { data: message, ports: [port] });
  } else if (closed) ports[number]?.emit('close');
  else ports[number]?.emit('message', { data: text });
});
process.on('disconnect', () => process.exit());
const [, , entry] = process.argv;
await import(pathToFileURL(entry).href);
