import type { Route } from './route.ts';
import { History } from './screens/history.tsx';
import { Job } from './screens/job.tsx';
import { Jobs } from './screens/jobs.tsx';
import { Snapshot } from './screens/snapshot.tsx';

/** The screen of a route. */
export function Screen({ route }: { route: Route }) {
  switch (route.screen) {
    case 'snapshot':
      return <Snapshot {...route} />;
    case 'history':
      return <History {...route} />;
    case 'job':
      return <Job {...route} />;
    case 'overview':
    case 'stacks':
    case 'stack':
    case 'snapshots':
    case 'jobs':
    case 'restore':
    case 'copy':
    case 'plan':
    case 'places':
    case 'add-host':
    case 'add-repository':
    case 'settings':
      return <Jobs />;
  }
}
