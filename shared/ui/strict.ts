import * as z from 'zod';

// Where the screens are shown, nothing may be compiled from text: zod tries it when a model is made, unless it was configured before.
z.config({ jitless: true });
