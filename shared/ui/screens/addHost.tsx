import { useState } from 'react';
import type { HostReport } from '../../src/api/answers.ts';
import { type ParamsOf, contract } from '../../src/api/contract.ts';
import { toErrorInfo } from '../../src/errors.ts';
import type { ErrorInfo } from '../../src/model/error.ts';
import { useSurroundings } from '../context.ts';
import { fieldsOf } from '../parts/fields.ts';
import { Failure } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { HostFindings } from '../parts/report.tsx';
import { SchemaForm } from '../parts/schemaForm.tsx';
import { useTrial } from '../useTrial.ts';

/** A host that does not answer is added only when the user says so; each trial starts by itself. */
const fields = fieldsOf(contract.addHost.params).filter(({ path }) => path[0] !== 'untested' && path[0] !== 'trial');
type Asked = ParamsOf<'addHost'>;

/** Renders the form for a new host, which is tried out while the user fills it in. */
export function AddHost() {
  const { client, words, go } = useSurroundings();
  const { t } = words;
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<{ report?: HostReport; error?: ErrorInfo; asked?: Asked }>({});
  const trial = useTrial<HostReport, Asked>((api, asked, signal) => api.addHost({ ...asked, trial: true }, { signal }));
  const add = (asked: Asked): void => {
    trial.end();
    setBusy(true);
    client.api
      .addHost(asked)
      .then(
        (report) => {
          if (!report.added) return setAnswer({ report, asked });
          client.renew('configuration');
          go({ screen: 'places' });
        },
        (failure: unknown) => setAnswer({ error: toErrorInfo(failure) }),
      )
      .finally(() => setBusy(false));
  };
  const attempt = (value: Record<string, unknown>): void => {
    setAnswer({});
    trial.begin(value as Asked);
  };
  const { report = trial.report, error = trial.error, asked } = answer;
  return (
    <Page title={t('ui.places.new-host')}>
      <SchemaForm
        fields={fields}
        action={t('ui.form.add')}
        busy={busy}
        onSubmit={(value) => add(value as Asked)}
        onComplete={attempt}
      />
      <div role="status">
        {trial.busy && <p className="waiting">{t('ui.places.testing')}</p>}
        {report && <HostFindings report={report} />}
      </div>
      {asked && (
        <button type="button" disabled={busy} onClick={() => add({ ...asked, untested: true })}>
          {t('ui.form.add-untested')}
        </button>
      )}
      {error && <Failure error={error} />}
    </Page>
  );
}
