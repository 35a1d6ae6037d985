import { messages } from './messages.ts';

export const general = messages({
  'internal.bug': {
    en: () => 'Something went wrong that we did not expect. This is a bug in Longshore.',
    de: () => 'Etwas Unerwartetes ist geschehen. Das ist ein Fehler in Longshore.',
  },
  'cancelled.by-user': {
    en: () => 'Cancelled.',
    de: () => 'Abgebrochen.',
  },
});
