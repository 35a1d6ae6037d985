import { type IpcMainEvent, type IpcMainInvokeEvent, type Session, type WebContents, app } from 'electron';
import { origin } from './pageFiles.ts';

/** Has whatever is shown neither lead away from where it came from, nor open anything. */
export function guardContents(): void {
  app.on('web-contents-created', (_, contents) => {
    const stay = (event: { url: string; preventDefault(): void }): void => {
      if (!isWithin(event.url, homeOf(contents))) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Returns the URL that the contents show, which is always of the origin where they began. An empty text while they are new. */
const homeOf = (contents: WebContents): string => contents.getURL();

/** Refuses a session's pages every permission but one: copying a line is all that a page may do with the machine. */
export function guardPermissions(session: Session): void {
  const allowed = 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_, permission, decide) => decide(permission === allowed));
  session.setPermissionCheckHandler((_, permission) => permission === allowed);
}

/** Returns whether the top page of the app says this, and not a frame in it or something else that got in. */
export function isOurs({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isWithin(senderFrame.url, `${origin}/`);
}

/**
 * Returns whether a URL has the scheme and host of another. False when either is no URL. `origin` of a scheme of its own is `null`
 * in a URL, so that scheme and host are compared.
 */
function isWithin(url: string, home: string): boolean {
  try {
    const [asked, ours] = [new URL(url), new URL(home)];
    return asked.protocol === ours.protocol && asked.host === ours.host;
  } catch {
    return false;
  }
}
