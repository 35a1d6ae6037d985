import type { Route } from './route.ts';
import { Restore } from './restore/wizard.tsx';
import { AddHost } from './screens/addHost.tsx';
import { AddRepository } from './screens/addRepository.tsx';
import { Copy } from './screens/copy.tsx';
import { History } from './screens/history.tsx';
import { Job } from './screens/job.tsx';
import { Jobs } from './screens/jobs.tsx';
import { Overview } from './screens/overview.tsx';
import { Places } from './screens/hostsAndRepositories.tsx';
import { PlanScreen } from './screens/plan.tsx';
import { Settings } from './screens/settings.tsx';
import { Snapshot } from './screens/snapshot.tsx';
import { Snapshots } from './screens/snapshots.tsx';
import { Stack } from './screens/stack.tsx';
import { Stacks } from './screens/stacks.tsx';

/** Renders the screen of a route. */
export function Screen({ route }: { route: Route }) {
  switch (route.screen) {
    case 'overview':
      return <Overview />;
    case 'stacks':
      return <Stacks />;
    case 'stack':
      return <Stack {...route} />;
    case 'snapshots':
      return <Snapshots {...route} />;
    case 'snapshot':
      return <Snapshot {...route} />;
    case 'history':
      return <History {...route} />;
    case 'jobs':
      return <Jobs />;
    case 'job':
      return <Job {...route} />;
    case 'restore':
      return <Restore {...route} />;
    case 'copy':
      return <Copy {...route} />;
    case 'plan':
      return <PlanScreen {...route} />;
    case 'places':
      return <Places />;
    case 'add-host':
      return <AddHost />;
    case 'add-repository':
      return <AddRepository />;
    case 'settings':
      return <Settings />;
  }
}
