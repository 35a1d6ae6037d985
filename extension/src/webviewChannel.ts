import type * as vscode from 'vscode';
import type { Channel } from '@longshore/shared/api/channel';

/** Returns a channel to the page of a webview. Closing it ends this side alone: what the page sends after that is not heard. */
export function webviewChannel(webview: Pick<vscode.Webview, 'postMessage' | 'onDidReceiveMessage'>): Channel {
  let isOpen = true;
  let stop = (): void => {};
  return {
    send: (text) => void (isOpen && webview.postMessage(text)),
    listen(received, closed) {
      const listening = webview.onDidReceiveMessage((message: unknown) => typeof message === 'string' && received(message));
      stop = () => {
        listening.dispose();
        closed();
      };
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      stop();
    },
  };
}
