import { useState } from 'react';
import { type HostReport, type ParamsOf, contract } from '../../src/api.ts';
import { toErrorInfo } from '../../src/errors.ts';
import type { ErrorInfo } from '../../src/model/error.ts';
import { useSurroundings } from '../context.ts';
import { fieldsOf } from '../parts/fields.ts';
import { Failure } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { HostFindings } from '../parts/report.tsx';
import { SchemaForm } from '../parts/schemaForm.tsx';

/** Whether to add one that does not answer is asked when it does not. */
const fields = fieldsOf(contract.addHost.params).filter(({ path }) => path[0] !== 'untested');

export function AddHost() {
  const { client, words, go } = useSurroundings();
  const { t } = words;
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<{ report?: HostReport; error?: ErrorInfo; asked?: Record<string, unknown> }>({});
  const add = (value: Record<string, unknown>): void => {
    setBusy(true);
    client.api
      .addHost(value as ParamsOf<'addHost'>)
      .then(
        (report) => {
          if (!report.added) return setAnswer({ report, asked: value });
          client.renew('configuration');
          go({ screen: 'places' });
        },
        (failure: unknown) => setAnswer({ error: toErrorInfo(failure) }),
      )
      .finally(() => setBusy(false));
  };
  const { report, error, asked } = answer;
  return (
    <Page title={t('ui.places.new-host')}>
      <SchemaForm fields={fields} action={t('ui.form.add')} busy={busy} onSubmit={add} />
      <div role="status">{report && <HostFindings report={report} />}</div>
      {asked && (
        <button type="button" disabled={busy} onClick={() => add({ ...asked, untested: true })}>
          {t('ui.form.add-untested')}
        </button>
      )}
      {error && <Failure error={error} />}
    </Page>
  );
}
