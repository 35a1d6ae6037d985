import { expect, test } from 'vitest';
import { parseImageName } from './imageName.ts';

test.each([
  ['postgres', 'postgres', 'postgres', ''],
  ['postgres:17-alpine', 'postgres', 'postgres', '17-alpine'],
  ['registry:5000/team/Postgres', 'registry:5000/team/Postgres', 'postgres', ''],
  ['registry:5000/team/postgres:17@sha256:0123', 'registry:5000/team/postgres', 'postgres', '17'],
  ['postgres@sha256:0123', 'postgres', 'postgres', ''],
  ['sha256:0123', 'sha256', 'sha256', '0123'],
])('%s', (reference, repository, name, tag) => {
  expect(parseImageName(reference)).toEqual({ repository, name, tag });
});
