import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { toErrorInfo } from '../../src/errors.ts';
import type { ErrorInfo } from '../../src/model/error.ts';
import type { Words } from '../../src/render/words.ts';
import { useConnected, useSurroundings } from '../context.ts';
import { type Field, type Values, keyOf, objectOf, problemOf, withReferences } from './fields.ts';
import { Failure } from './notice.tsx';

interface SchemaFormProps {
  fields: readonly Field[];
  /** Label of the button. */
  action: string;
  busy: boolean;
  /** Called when the user submits values of which none is missing or wrong, with references instead of secrets. */
  onSubmit: (value: Record<string, unknown>) => void;
  /** Called when a text was left, nothing is missing or wrong, and no secret was typed that would have to be kept first. */
  onComplete: (value: Record<string, unknown>) => void;
}

/**
 * Renders a form made from the fields of a schema: what is wrong is said beside the field, of a text as soon as the user has left
 * it, of the others once the user submits.
 */
export function SchemaForm({ fields, action, busy, onSubmit, onComplete }: SchemaFormProps) {
  const { words, keepSecret } = useSurroundings();
  const connected = useConnected();
  const { t } = words;
  const [values, setValues] = useState<Values>({});
  const [left, setLeft] = useState<readonly string[]>([]);
  const [error, setError] = useState<ErrorInfo>();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = keepSecret !== undefined;
    const wrong = fields.find((field) => problemOf(field, values[keyOf(field)], typed));
    if (!wrong) {
      const said = keepSecret ? withReferences(fields, values, keepSecret) : Promise.resolve(values);
      said.then(
        (known) => onSubmit(objectOf(fields, known)),
        (failure: unknown) => setError(toErrorInfo(failure)),
      );
      return;
    }
    setLeft(fields.map(keyOf));
    event.currentTarget.querySelector<HTMLElement>(`[name="${keyOf(wrong)}"]`)?.focus();
  };
  const leave = (field: Field): void => {
    setLeft([...left, keyOf(field)]);
    const typed = keepSecret !== undefined;
    const isReady = fields.every((each) => {
      const value = values[keyOf(each)];
      return problemOf(each, value, typed) === undefined && !(typed && each.type === 'secret' && value);
    });
    if (isReady) onComplete(objectOf(fields, values));
  };
  const draw = (field: Field): ReactNode => (
    <FieldRow
      key={keyOf(field)}
      field={field}
      value={values[keyOf(field)]}
      shown={left.includes(keyOf(field))}
      onChange={(value) => setValues({ ...values, [keyOf(field)]: value })}
      onLeave={() => leave(field)}
    />
  );
  const more = fields.filter(({ required }) => !required);
  return (
    <form onSubmit={submit} noValidate>
      {fields.filter(({ required }) => required).map(draw)}
      {more.length > 0 && (
        <details>
          <summary>{t('ui.form.optional')}</summary>
          {more.map(draw)}
        </details>
      )}
      {error && <Failure error={error} />}
      <button type="submit" className="main" disabled={!connected || busy}>
        {busy ? t('ui.places.testing') : action}
      </button>
    </form>
  );
}

interface FieldRowProps {
  field: Field;
  value: string | boolean | undefined;
  /** Whether what is wrong is said already. */
  shown: boolean;
  onChange: (value: string | boolean) => void;
  onLeave: () => void;
}

function FieldRow({ field, value, shown, onChange, onLeave }: FieldRowProps) {
  const { words, pickFolder, keepSecret } = useSurroundings();
  const { t, say } = words;
  const id = useId();
  const name = field.path.at(-1) ?? '';
  /** A field that a later version adds is called as the schema calls it. */
  const said = say({ key: `ui.field.${name}`, params: {} });
  const label = said.startsWith('ui.field.') ? name : said;
  const typed = field.type === 'secret' && keepSecret !== undefined;
  const problem = shown ? problemOf(field, value, typed) : undefined;
  const about = aboutOf(field, typed, t);
  const common = {
    id,
    name: keyOf(field),
    'aria-invalid': problem !== undefined,
    'aria-describedby': [about !== undefined && `${id}-about`, problem && `${id}-problem`].filter(Boolean).join(' ') || undefined,
  };
  if (field.type === 'flag') {
    return (
      <label className="flag">
        <input type="checkbox" {...common} checked={value === true} onChange={({ target }) => onChange(target.checked)} />
        {label}
      </label>
    );
  }
  const pick = (): void => {
    pickFolder?.().then(
      (folder) => folder !== undefined && onChange(folder),
      () => undefined,
    );
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {field.type === 'choice' ? (
        <select {...common} value={typeof value === 'string' ? value : ''} onChange={({ target }) => onChange(target.value)}>
          <option value="">{t('ui.form.none')}</option>
          {field.options?.map((option) => (
            <option key={option} value={option}>
              {optionName(option, words)}
            </option>
          ))}
        </select>
      ) : (
        <span className="picked">
          <input
            {...common}
            type={typed ? 'password' : 'text'}
            value={typeof value === 'string' ? value : ''}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange(target.value)}
            onBlur={onLeave}
          />
          {name === 'path' && pickFolder && (
            <button type="button" onClick={pick}>
              {t('ui.form.choose')}
            </button>
          )}
        </span>
      )}
      {about !== undefined && (
        <p className="faint" id={`${id}-about`}>
          {about}
        </p>
      )}
      {problem && (
        <p className="field-error" id={`${id}-problem`} role="alert">
          {t(problem)}
        </p>
      )}
    </div>
  );
}

/** Returns what helps to fill in a field, or undefined when nothing has to be said of it. */
function aboutOf({ type, path }: Field, typed: boolean, t: Words['t']): string | undefined {
  if (type === 'secret') return t(typed ? 'ui.about.kept' : 'ui.about.secret');
  if (path.at(-1) === 'address') return t('ui.about.address');
  return path.at(-1) === 'endpoint' ? t('ui.about.endpoint') : undefined;
}

function optionName(option: string, { say }: Words): string {
  const said = say({ key: `environment.${option}`, params: {} });
  return said.startsWith('environment.') ? option : said;
}
