import { type ServerTarget, serverTarget } from '../../shared/src/drivers/oneContainer.ts';
import type { Container } from '../../shared/src/hosts/container.ts';
import type { Host } from '../../shared/src/hosts/host.ts';
import type { ServiceKind } from '../../shared/src/model/service.ts';

/** A service of that kind in that container. */
export const targetIn = (host: Host, container: Container, kind: ServiceKind): ServerTarget =>
  serverTarget({ host, containers: [container], service: { name: names[kind], kind, containers: [container.id] } });

const names = { postgres: 'db', valkey: 'cache' } satisfies Record<ServiceKind, string>;
