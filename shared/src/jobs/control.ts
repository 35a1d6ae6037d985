import * as z from 'zod';
import * as socket from '../controlSocket.ts';

const Request = z.object({ do: z.enum(['ping', 'cancel']) });

/** Answers `ping` and `cancel` on the job's socket until it is disposed. */
export const listen = (path: string, onCancel: () => void): Promise<AsyncDisposable> =>
  socket.listen(path, (question) => {
    const request = Request.safeParse(question);
    if (request.success && request.data.do === 'cancel') onCancel();
    return { ok: request.success, pid: process.pid };
  });

/** Asks a job; false when nobody answers there. */
export const ask = async (path: string, request: z.infer<typeof Request>): Promise<boolean> =>
  (await socket.ask(path, request)) !== undefined;
