import { useId, useState } from 'react';
import type * as z from 'zod';
import { contract, type ParamsOf } from '../../src/api.ts';
import { toErrorInfo } from '../../src/errors.ts';
import type { ErrorInfo } from '../../src/model/error.ts';
import { RepositoryConfig, type RepositoryReport } from '../../src/model/repository.ts';
import { useSurroundings } from '../context.ts';
import { type Field, fieldsOf } from '../parts/fields.ts';
import { Failure } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { RepositoryFindings } from '../parts/report.tsx';
import { SchemaForm } from '../parts/schemaForm.tsx';

/** A kind of place for each way that the configuration knows, with the fields that it has. */
const kinds: Record<string, Field[]> = Object.fromEntries(
  RepositoryConfig.options.map((option) => [
    option.shape.type.value,
    fieldsOf(contract.addRepository.params.extend({ config: option as z.ZodType })),
  ]),
);

export function AddRepository() {
  const { client, words, go } = useSurroundings();
  const { t, say } = words;
  const id = useId();
  const [kind, setKind] = useState(Object.keys(kinds)[0] ?? '');
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<{ report?: RepositoryReport; error?: ErrorInfo }>({});
  const add = (value: Record<string, unknown>): void => {
    setBusy(true);
    const config = { ...Object(value['config']), type: kind } as RepositoryConfig;
    client.api
      .addRepository({ ...value, config } as ParamsOf<'addRepository'>)
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
  return (
    <Page title={t('ui.places.new-repository')}>
      <div className="field">
        <label htmlFor={id}>{t('ui.form.kind')}</label>
        <select id={id} value={kind} onChange={({ target }) => setKind(target.value)}>
          {Object.keys(kinds).map((each) => (
            <option key={each} value={each}>
              {say({ key: `ui.field.${each}`, params: {} })}
            </option>
          ))}
        </select>
      </div>
      <SchemaForm key={kind} fields={kinds[kind] ?? []} action={t('ui.form.add')} busy={busy} onSubmit={add} />
      <div role="status">{answer.report && <RepositoryFindings report={answer.report} />}</div>
      {answer.error && <Failure error={answer.error} />}
    </Page>
  );
}
