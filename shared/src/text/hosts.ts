import { messages } from './messages.ts';

export const hosts = messages({
  'host-unreachable.no-engine': {
    en: (p: { address: string }) => `No Docker Engine answers at ${p.address}.`,
    de: (p: { address: string }) => `Unter ${p.address} antwortet keine Docker-Engine.`,
  },
  'hint.start-docker': {
    en: () => 'Start Docker, or point DOCKER_HOST or --host to an engine that runs.',
    de: () => 'Starten Sie Docker, oder zeigen Sie mit DOCKER_HOST oder --host auf eine laufende Engine.',
  },
});
