import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import type { Server } from './server.ts';

/** Returns the server if it takes changes. Throws `unsupported.standby` for one that follows a primary. */
export function asPrimary(server: Server): Server {
  if (!server.standby) return server;
  throw new AppError('unsupported.standby', { service: server.name }, { hint: message('hint.standby', {}) });
}
