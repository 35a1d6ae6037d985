import { expect, test } from 'vitest';
import { customSettings } from './detail.ts';

test('finds the settings of an application on the command line of a server', () => {
  const command = `/usr/lib/postgresql/17/bin/postgres "-D" "/data" "-c" "app.plan=gold" "-capp.b=x=y z" "--app.c=" "-c" "work_mem=4MB" "--port=5432"\n`;
  expect(customSettings(command)).toEqual({ 'app.plan': 'gold', 'app.b': 'x=y z', 'app.c': '' });
  expect(customSettings('')).toEqual({});
});
