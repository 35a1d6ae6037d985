import type { ParamsOf } from '@longshore/shared/api/contract';
import type { ErrorInfo } from '@longshore/shared/model/error';
import type { Words } from '@longshore/shared/render/words';

type Request = ParamsOf<'plan'>;

/**
 * Returns what the hint of a failure advises, where it is the same request in another way, with the name of a button for it.
 * Undefined where it is anything else.
 */
export function otherRequest(
  { hint }: ErrorInfo,
  request: Request,
  { t }: Words,
): { title: string; request: Request } | undefined {
  const isWriting = request.operation === 'restore' || request.operation === 'copy';
  switch (hint?.key) {
    case 'hint.no-owner':
      return isWriting
        ? { title: t('do.without-owners'), request: { ...request, noOwner: true, noPrivileges: true } }
        : undefined;
    case 'hint.in-place':
      return request.operation === 'restore' ? { title: t('do.in-place'), request: { ...request, inPlace: true } } : undefined;
    case 'hint.freeze-online':
      return request.operation === 'backup' ? { title: t('do.online'), request: { ...request, mode: 'online' } } : undefined;
    case 'hint.exclude-service':
    case 'hint.leave-out-service':
    case 'hint.password-or-exclude': {
      const service = String(hint.params['service']);
      if (request.operation !== 'backup') return undefined;
      return { title: t('do.leave-out', { service }), request: { ...request, exclude: [...(request.exclude ?? []), service] } };
    }
    case undefined:
    default:
      return undefined;
  }
}
