import { contextBridge, ipcRenderer } from 'electron';
import { type Bridge, channels } from './bridge.ts';

let received = (_text: string): void => {};
let ended = (): void => {};
ipcRenderer.on(channels.core, (_, text: string) => received(text));
ipcRenderer.on(channels.renew, () => ended());

/** Verbs alone: nothing of Electron reaches the page. */
const bridge: Bridge = {
  send: (text) => ipcRenderer.send(channels.core, text),
  listen(onText, onEnd) {
    received = onText;
    ended = onEnd;
  },
  renew: () => ipcRenderer.send(channels.renew),
  ask: (question) => ipcRenderer.invoke(channels.ask, question) as Promise<string | null>,
};
contextBridge.exposeInMainWorld('longshore', bridge);
