import { useId, useState } from 'react';
import type * as z from 'zod';
import { contract, type ParamsOf } from '../../src/api/contract.ts';
import { toErrorInfo } from '../../src/errors.ts';
import type { ErrorInfo } from '../../src/model/error.ts';
import { RepositoryConfig, type RepositoryReport } from '../../src/model/repository.ts';
import { useSurroundings } from '../context.ts';
import { type Field, fieldsOf } from '../parts/fields.ts';
import { Failure } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { RepositoryFindings } from '../parts/report.tsx';
import { SchemaForm } from '../parts/schemaForm.tsx';
import { useTrial } from '../useTrial.ts';

type Asked = ParamsOf<'addRepository'>;

/** A kind of place for each way that the configuration knows, with the fields that it has. */
const kinds: Record<string, Field[]> = Object.fromEntries(
  RepositoryConfig.options.map((option) => [
    option.shape.type.value,
    fieldsOf(contract.addRepository.params.omit({ trial: true }).extend({ config: option as z.ZodType })),
  ]),
);

/** Renders the form for a new repository, which is tried out while the user fills it in. */
export function AddRepository() {
  const { client, words, go } = useSurroundings();
  const { t, say } = words;
  const id = useId();
  const [kind, setKind] = useState(Object.keys(kinds)[0] ?? '');
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<{ report?: RepositoryReport; error?: ErrorInfo }>({});
  const trial = useTrial<RepositoryReport, Asked>((api, asked, signal) =>
    api.addRepository({ ...asked, trial: true }, { signal }),
  );
  const asking = (value: Record<string, unknown>): Asked => {
    const config = { ...Object(value['config']), type: kind } as RepositoryConfig;
    return { ...value, config } as Asked;
  };
  const add = (value: Record<string, unknown>): void => {
    trial.end();
    setBusy(true);
    client.api
      .addRepository(asking(value))
      .then(
        (report) => {
          if (!report.ok) return setAnswer({ report });
          client.renew('configuration');
          go({ screen: 'places' });
        },
        (failure: unknown) => setAnswer({ error: toErrorInfo(failure) }),
      )
      .finally(() => setBusy(false));
  };
  const attempt = (value: Record<string, unknown>): void => {
    setAnswer({});
    trial.begin(asking(value));
  };
  const choose = (chosen: string): void => {
    setKind(chosen);
    setAnswer({});
    trial.end();
  };
  const { report = trial.report, error = trial.error } = answer;
  return (
    <Page title={t('ui.places.new-repository')}>
      <div className="field">
        <label htmlFor={id}>{t('ui.form.kind')}</label>
        <select id={id} value={kind} onChange={({ target }) => choose(target.value)}>
          {Object.keys(kinds).map((each) => (
            <option key={each} value={each}>
              {say({ key: `ui.field.${each}`, params: {} })}
            </option>
          ))}
        </select>
      </div>
      <SchemaForm
        key={kind}
        fields={kinds[kind] ?? []}
        action={t('ui.form.add')}
        busy={busy}
        onSubmit={add}
        onComplete={attempt}
      />
      <div role="status">
        {trial.busy && <p className="waiting">{t('ui.places.testing')}</p>}
        {report && <RepositoryFindings report={report} />}
      </div>
      {error && <Failure error={error} />}
    </Page>
  );
}
