import { bucket } from './bucket.ts';
import { compare } from './compare.ts';
import { config } from './config.ts';
import { copy } from './copy.ts';
import { drivers } from './drivers.ts';
import { general } from './general.ts';
import { hosts } from './hosts.ts';
import { hostTest } from './hostTest.ts';
import { jobs } from './jobs.ts';
import { refusals } from './refusals.ts';
import { plan } from './plan.ts';
import { postgresRestore } from './postgresRestore.ts';
import { postgres } from './postgres.ts';
import { storage } from './storage.ts';
import { imports } from './import.ts';
import { repository } from './repository.ts';
import { rpc } from './rpc.ts';
import { serve } from './serve.ts';
import { ssh } from './ssh.ts';
import { steps } from './steps.ts';
import { valkey } from './valkey.ts';

/** What the core and its jobs say. A job's process loads no other texts. */
export const coreTexts = {
  ...general,
  ...hosts,
  ...ssh,
  ...hostTest,
  ...drivers,
  ...postgres,
  ...postgresRestore,
  ...valkey,
  ...repository,
  ...storage,
  ...imports,
  ...bucket,
  ...plan,
  ...refusals,
  ...jobs,
  ...compare,
  ...copy,
  ...config,
  ...rpc,
  ...serve,
  ...steps,
};
