import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Context, plainContext } from '../../shared/src/context.ts';
import type { ArtifactSet, ArtifactSource } from '../../shared/src/artifact.ts';
import type {
  Capture,
  CapturedInventory,
  ChangeRef,
  Driver,
  Staged,
  StageOptions,
  Target,
} from '../../shared/src/drivers/driver.ts';
import { straightThrough } from '../../shared/src/jobs/steps/straightThrough.ts';
import type { Inventory } from '../../shared/src/model/inventory.ts';
import { compare } from '../../shared/src/model/proof.ts';
import type { Traits } from '../../shared/src/model/traits.ts';

/** A service that the suite may do anything to. It holds one text, and writes of another kind do not change it. */
export interface Fixture extends AsyncDisposable {
  readonly traits: Traits;
  /** Image for trials and parsers. */
  readonly image: string;
  target(): Promise<Target>;
  write(text: string): Promise<void>;
  read(): Promise<string>;
  /** Everything out of it. */
  clear(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** What is left of a job: containers, volumes, processes. */
  leftovers(job: string): Promise<string[]>;
}

const jobContext = (signal?: AbortSignal): Context =>
  plainContext({ job: `conformance-${randomUUID()}`, ...(signal && { signal }) });
const throughJson = (ref: ChangeRef): ChangeRef => JSON.parse(JSON.stringify(ref)) as ChangeRef;

/** What every driver must do, whatever its traits: run on real servers, and on fakes of every combination of traits. */
export function describeDriver(
  name: string,
  driver: Driver,
  open: () => Promise<Fixture>,
  part?: Pick<StageOptions, 'items' | 'inPlace'>,
): void {
  describe(`driver: ${name}`, () => {
    let fixture: Fixture;
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture[Symbol.asyncDispose]());

    const capture = async (ctx: Context, atPoint: () => Promise<void> = async () => {}): Promise<ArtifactSet> => {
      const stopped = fixture.traits.point === 'stopped';
      const started = async (): Promise<void> => {
        if (stopped) await fixture.start();
        await atPoint();
      };
      return readCapture(driver, await fixture.target(), ctx, started, stopped ? () => fixture.stop() : undefined);
    };
    /** With the references in the order in which a ledger would have them. */
    const stage = async (set: ArtifactSet, ctx: Context): Promise<{ staged: Staged; refs: ChangeRef[] }> => {
      const refs: ChangeRef[] = [];
      const intend = async (ref: ChangeRef): Promise<void> => void refs.push(throughJson(ref));
      const staged = await driver.stage(await fixture.target(), set, { id: idOf(), intend, ...part }, ctx);
      return { staged, refs };
    };
    const swap = async (staged: Staged, ctx: Context): Promise<ChangeRef> => {
      const down = fixture.traits.down.swap === 'service';
      await staged.beforeStop?.(ctx);
      if (down) await fixture.stop();
      const ref = throughJson(await staged.swap(ctx));
      if (down) await fixture.start();
      expect(await staged.settle(ctx)).toEqual([]);
      await staged.assertServing?.(ctx);
      await staged[Symbol.asyncDispose]();
      return ref;
    };
    const rollback = async (ref: ChangeRef, ctx: Context): Promise<void> => {
      const down = fixture.traits.down.swap === 'service';
      if (down) await fixture.stop();
      await driver.rollback(await fixture.target(), ref, ctx);
      if (down) await fixture.start();
    };
    const stateOf = async (ref: ChangeRef): Promise<string> => driver.reconcile(await fixture.target(), ref, jobContext());
    const replaces = (): boolean => fixture.traits.swap === 'replace';

    it('takes a point: what is written after it is not in it', async () => {
      await fixture.write('saved');
      const ctx = jobContext();
      const set = await capture(ctx, () => fixture.write('after the point'));
      expect(unrecorded(set.inventory)).toEqual([]);
      await fixture.write('present');
      const { staged } = await stage(set, ctx);
      expect(await fixture.read()).toBe('present');
      expect(compare(chosen(set.inventory, part), await staged.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
      await swap(staged, ctx);
      expect(await fixture.read()).toBe('saved');
      expect(await fixture.leftovers(ctx.job)).toEqual([]);
    });

    it('stages, switches over, and leads back and forth again, and each state can be read from the engine', async () => {
      await fixture.write('saved');
      const set = await capture(jobContext());
      await fixture.write('present');
      const safety = await capture(jobContext());
      const ctx = jobContext();
      const { staged, refs } = await stage(set, ctx);
      expect(refs.length).toBeGreaterThan(0);
      // In place, there is nothing beside the live data that could be found.
      expect(replaces() ? ['absent', 'staged'] : ['staged']).toContain(await stateOf(throughJson(staged.ref)));
      const ref = await swap(staged, ctx);
      expect(await stateOf(ref)).toBe('swapped');
      expect(await fixture.read()).toBe('saved');
      const back = replaces() ? (await stage(safety, ctx)).staged : await reopen(ref);
      const second = await swap(back, ctx);
      expect(await fixture.read()).toBe('present');
      const forth = replaces() ? (await stage(set, ctx)).staged : await reopen(second);
      const third = await swap(forth, ctx);
      expect(await fixture.read()).toBe('saved');
      expect(await driver.undoBytes(await fixture.target(), third, ctx)).toBeGreaterThanOrEqual(0);
      await driver.discard(await fixture.target(), third, 'undo', ctx);
      await driver.discard(await fixture.target(), third, 'undo', ctx);
      expect(await fixture.read()).toBe('saved');

      async function reopen(from: ChangeRef): Promise<Staged> {
        return driver.reopen(await fixture.target(), from, { id: idOf(), intend: async () => {} }, ctx);
      }
    });

    it('can be loaded while it is captured: nothing lies in between', async () => {
      // In place it is read twice, for the proof and for the replacement.
      if (replaces()) return;
      await fixture.write('saved');
      const ctx = jobContext();
      // A copy leaves its source running.
      if (fixture.traits.point === 'stopped') return;
      const { staged, inventory } = await (async () => {
        await using prepared = await driver.prepare(await fixture.target(), {}, { counts: true, lockTimeout: 5000 }, ctx);
        await using point = await prepared.fix(ctx);
        await fixture.write('present');
        const { set, finish } = await straightThrough(point, ctx);
        const [captured, loaded] = await Promise.all([point.inventory(ctx), stage(set, ctx)]);
        expect(await finish()).toBeGreaterThan(0);
        return { staged: loaded.staged, inventory: captured.inventory };
      })();
      await fixture.write('present');
      expect(compare(chosen(inventory, part), await staged.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
      await swap(staged, ctx);
      expect(await fixture.read()).toBe('saved');
      expect(await fixture.leftovers(ctx.job)).toEqual([]);
    });

    it('takes a switch-over back, as often as it is told, and drops what was only staged', async () => {
      if (replaces()) return;
      await fixture.write('saved');
      const ctx = jobContext();
      const set = await capture(ctx);
      await fixture.write('present');
      const { staged } = await stage(set, ctx);
      const ref = await swap(staged, ctx);
      await rollback(ref, ctx);
      await rollback(ref, ctx);
      expect(await fixture.read()).toBe('present');
      expect(await stateOf(ref)).toBe('staged');
      await driver.discard(await fixture.target(), ref, 'staged', ctx);
      await driver.discard(await fixture.target(), ref, 'staged', ctx);
      expect(await stateOf(ref)).toBe('absent');
      expect(await fixture.read()).toBe('present');
    });

    it('leaves nothing when staged data is let go', async () => {
      await fixture.write('present');
      const ctx = jobContext();
      const { staged, refs } = await stage(await capture(ctx), ctx);
      await staged[Symbol.asyncDispose]();
      const target = await fixture.target();
      for (const ref of refs) await driver.discard(target, ref, 'staged', ctx);
      expect(await fixture.read()).toBe('present');
      expect(await fixture.leftovers(ctx.job)).toEqual([]);
    });

    it('proves a snapshot in a throw-away server', async () => {
      await fixture.write('saved');
      const ctx = jobContext();
      const set = await capture(ctx);
      const { host } = await fixture.target();
      {
        await using trial = await driver.trial(host, [fixture.image], set, {}, ctx);
        expect(compare(set.inventory, await trial.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
      }
      for (const artifact of set.artifacts) await driver.parse(host, [fixture.image], artifact, ctx);
      expect(await fixture.leftovers(ctx.job)).toEqual([]);
    });

    it('captures and restores a service that holds nothing', async () => {
      await fixture.clear();
      const ctx = jobContext();
      const set = await capture(ctx);
      await fixture.write('present');
      const { staged } = await stage(set, ctx);
      expect(compare(chosen(set.inventory, part), await staged.inventory(ctx))).toMatchObject({ ok: true });
      await swap(staged, ctx);
      expect(await fixture.read()).toBe('');
    });

    it('an artifact that breaks off spoils nothing and leaves nothing', async () => {
      await fixture.write('saved');
      const whole = await capture(jobContext());
      await fixture.write('present');
      const broken: ArtifactSet = { ...whole, artifacts: whole.artifacts.map(breakingOff) };
      const ctx = jobContext();
      const refs: ChangeRef[] = [];
      const intend = async (ref: ChangeRef): Promise<void> => void refs.push(ref);
      const target = await fixture.target();
      await expect(proveAll()).rejects.toBeInstanceOf(Error);
      for (const ref of refs) await driver.discard(target, ref, 'staged', ctx);
      expect(await fixture.read()).toBe('present');
      expect(await fixture.leftovers(ctx.job)).toEqual([]);

      async function proveAll(): Promise<void> {
        await using staged = await driver.stage(target, broken, { id: idOf(), intend, ...part }, ctx);
        await staged.inventory(ctx);
      }
    });

    it('an abort ends capture, stage and trial, and leaves nothing', async () => {
      await fixture.write('saved');
      const set = await capture(jobContext());
      await fixture.write('present');
      const target = await fixture.target();
      const attempts: ((ctx: Context) => Promise<unknown>)[] = [
        (ctx) => readCapture(driver, target, ctx),
        async (ctx) => {
          await using staged = await driver.stage(
            target,
            aborting(set, ctx),
            { id: idOf(), intend: async () => {}, ...part },
            ctx,
          );
          await staged.inventory(ctx);
        },
        async (ctx) => {
          await using trial = await driver.trial(target.host, [fixture.image], aborting(set, ctx), {}, ctx);
          await trial.inventory(ctx);
        },
      ];
      if (fixture.traits.point === 'stopped') attempts.shift();
      for (const attempt of attempts) {
        const stop = new AbortController();
        const ctx = { ...jobContext(stop.signal), progress: () => stop.abort() };
        aborts.set(ctx.job, stop);
        setTimeout(() => stop.abort(), 300);
        await attempt(ctx).catch(() => undefined);
        expect(await fixture.read()).toBe('present');
        expect(await fixture.leftovers(ctx.job)).toEqual([]);
      }
    });
  });
}

const aborts = new Map<string, AbortController>();

/** Aborts in the middle of whatever is read first. */
const aborting = (set: ArtifactSet, { job }: Context): ArtifactSet => ({
  ...set,
  artifacts: set.artifacts.map((artifact) => ({
    ...artifact,
    open: async (ctx) => {
      const whole = await artifact.open(ctx);
      return Readable.from(
        (async function* () {
          for await (const chunk of whole) {
            yield chunk;
            aborts.get(job)?.abort();
          }
        })(),
        { objectMode: false },
      );
    },
  })),
});

const idOf = (): string => randomUUID().replaceAll('-', '').slice(0, 10);

function chosen(inventory: ArtifactSet['inventory'], part: Pick<StageOptions, 'items'> | undefined): ArtifactSet['inventory'] {
  const { items } = part ?? {};
  return items ? { ...inventory, entries: inventory.entries.filter(({ item }) => items.includes(item)) } : inventory;
}

async function readCapture(
  driver: Driver,
  target: Target,
  ctx: Context,
  atPoint: () => Promise<void> = async () => {},
  beforePoint: () => Promise<void> = async () => {},
): Promise<ArtifactSet> {
  await using prepared = await driver.prepare(target, {}, { counts: true, lockTimeout: 5000 }, ctx);
  await beforePoint();
  await using capture = await prepared.fix(ctx);
  await atPoint();
  const [captured, artifacts] = await Promise.all([capture.inventory(ctx), readAll(capture, ctx)]);
  return {
    version: captured.inventory.version,
    inventory: captured.inventory,
    detail: captured.detail,
    artifacts,
  } satisfies ArtifactSet & Partial<CapturedInventory>;
}

async function readAll(capture: Capture, ctx: Context): Promise<ArtifactSource[]> {
  const sources: ArtifactSource[] = [];
  for (const artifact of capture.artifacts()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await artifact.open(ctx)) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    sources.push({
      name: artifact.name,
      logicalBytes: bytes.length,
      open: async () => Readable.from([bytes], { objectMode: false }),
    });
  }
  return sources;
}

const breakingOff = (artifact: ArtifactSource): ArtifactSource => ({
  ...artifact,
  open: async (ctx) => {
    const whole = await artifact.open(ctx);
    return Readable.from(
      (async function* () {
        for await (const chunk of whole) yield (chunk as Buffer).subarray(0, (chunk as Buffer).length / 2);
        throw new Error('the stream broke off');
      })(),
      { objectMode: false },
    );
  },
});

/** Facts that a driver writes and does not name as recorded: no proof would compare them. Without the field, all are compared. */
const unrecorded = ({ recorded, entries }: Inventory): string[] =>
  entries.flatMap(({ type, exact, atLeast }) =>
    [...Object.keys(exact), ...Object.keys(atLeast)].flatMap((fact) =>
      recorded && !recorded[type]?.includes(fact) ? [`${type}.${fact}`] : [],
    ),
  );
