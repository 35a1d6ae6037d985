import { expect, test } from 'vitest';
import type { PlannedService } from '../model/plan.ts';
import type { Traits } from '../model/traits.ts';
import { asLive, captureDemands, dataRoom, mustStop, spoolBytes, swapDemands } from './demands.ts';

const plain: Traits = { point: 'instant', swap: 'rename', down: { capture: 'nothing', swap: 'nothing' }, needs: [] };
const service = (traits: Partial<Traits>, parts: Partial<PlannedService> = {}): PlannedService => ({
  name: 'db',
  kind: 'postgres',
  containers: ['c'],
  version: '1',
  traits: { ...plain, ...traits },
  items: ['app'],
  bytes: 5,
  ...parts,
});

test('a stricter mode than the one that was asked for is taken where a service demands it, and never a laxer one', () => {
  const modes = (parts: Partial<Traits>, hasWriters = true): string[] =>
    ([undefined, 'online', 'freeze', 'stop'] as const).map((wanted) => captureDemands([service(parts)], wanted, hasWriters).mode);
  expect(modes({})).toEqual(['online', 'online', 'freeze', 'stop']);
  expect(modes({ down: { capture: 'writers', swap: 'nothing' } })).toEqual(['freeze', 'freeze', 'freeze', 'stop']);
  expect(modes({ down: { capture: 'writers', swap: 'nothing' } }, false)).toEqual(['online', 'online', 'freeze', 'stop']);
  expect(modes({ point: 'stopped' })).toEqual(['stop', 'stop', 'stop', 'stop']);
  expect(modes({ point: 'perItem' })).toEqual(['online', 'online', 'online', 'stop']);
});

test('what is captured in a copy is another service than the one that is changed', () => {
  const stopped: Traits = { ...plain, point: 'stopped', needs: [{ place: 'spool', bytes: 7 }] };
  const copied = service(stopped, { source: { service: 'from', containers: ['s'], version: '1', traits: plain } });
  expect(mustStop(copied, 'capture')).toBe(false);
  expect(spoolBytes(copied)).toBeUndefined();
  expect(mustStop(service(stopped), 'capture')).toBe(true);
  // A plan of an earlier version does not say it; then a copy stopped nothing.
  expect(mustStop(service(stopped, { source: { service: 'from', containers: ['s'], version: '1' } }), 'capture')).toBe(false);
});

test('room is asked for by place, and for the chosen items alone', () => {
  const needs: Traits['needs'] = [
    { place: 'data', path: '/data', bytes: 100, log: 50 },
    { place: 'data', path: '/other', bytes: 10, items: ['app'] },
    { place: 'data', path: '/third', bytes: 10, items: ['else'] },
    { place: 'spool', bytes: 7, items: ['app'] },
    { place: 'spool', bytes: 8, items: ['else'] },
  ];
  expect(spoolBytes(service({ needs }))).toBe(7);
  expect(spoolBytes(service({}))).toBeUndefined();
  expect(dataRoom(service({ needs }), 110)).toEqual([
    { path: '/data', bytes: 120 + 50 },
    { path: '/other', bytes: 12 },
  ]);
  expect(dataRoom(service({}), 110)).toEqual([]);
});

test('writers stand still where old and new data could meet, and where data is overwritten', () => {
  const two = [service({}), service({}, { name: 'cache' })];
  expect(swapDemands(two, [])).toMatchObject({ writers: false, disconnected: [] });
  expect(swapDemands(two, ['db'])).toMatchObject({ writers: true, disconnected: ['db'] });
  expect(swapDemands([service({})], ['db']).writers).toBe(false);
  expect(swapDemands([service({ down: { capture: 'nothing', swap: 'writers' } })], ['db']).writers).toBe(true);
  expect(swapDemands([service({ down: { capture: 'nothing', swap: 'service' } })], ['db'])).toMatchObject({
    stopped: ['db'],
    disconnected: [],
  });
  expect(swapDemands([service({ swap: 'replace' }, { inPlace: true })], [])).toMatchObject({
    writers: true,
    overwritten: ['db'],
  });
});

test('a safety snapshot knows a service and its items by the names under which they live', () => {
  expect(asLive(service({}, { from: 'main', items: ['app', 'shop'], rename: { app: 'copy' } }))).toEqual(
    service({}, { items: ['copy', 'shop'] }),
  );
});
