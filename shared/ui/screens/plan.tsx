import type { ParamsOf } from '../../src/api/contract.ts';
import { useSurroundings } from '../context.ts';
import { Page } from '../parts/page.tsx';
import { Planned } from '../parts/planned.tsx';

/** Renders anything that changes something, looked at before it is done. */
export function PlanScreen({ request }: { request: ParamsOf<'plan'> }) {
  const { go, words } = useSurroundings();
  return (
    <Page title={titleOf(request, words.t)}>
      <Planned request={request} onRun={(job) => go({ screen: 'job', job })} />
    </Page>
  );
}

type Say = ReturnType<typeof useSurroundings>['words']['t'];

function titleOf(request: ParamsOf<'plan'>, t: Say): string {
  switch (request.operation) {
    case 'backup':
      return t('title.backup', { stack: request.stack });
    case 'restore':
      return t('ui.restore.title');
    case 'copy':
      return t('ui.copy.title', { stack: request.from });
    case 'verify':
      return t('title.verify', { snapshot: request.snapshot });
    case 'drill':
      return t('title.drill', { snapshot: request.snapshot });
    case 'undo':
      return t('title.undo', { job: request.job });
    case 'recover':
      return t('ui.run.recover');
    case 'delete':
      return t('title.delete', { snapshots: request.snapshots });
    case 'import':
      return t('ui.run.import');
  }
}
