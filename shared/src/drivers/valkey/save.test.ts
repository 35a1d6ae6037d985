import { expect, test } from 'vitest';
import { judge } from './save.ts';

const told = (saves: number | undefined, saving: boolean, status: string, ended = 100): Record<string, string> => ({
  ...(saves !== undefined && { rdb_saves: String(saves) }),
  rdb_bgsave_in_progress: saving ? '1' : '0',
  rdb_last_bgsave_status: status,
  rdb_last_save_time: String(ended),
});
const counted = { number: 5, began: 98, before: 90 };
const uncounted = { ...counted, number: undefined };
const followsAtOnce = { ...counted, before: 97 };

test.each([
  ['it runs', counted, told(5, true, 'ok'), 'running'],
  ['it runs after one that failed', counted, told(5, true, 'err'), 'running'],
  ['it ended well', counted, told(5, false, 'ok'), 'saved'],
  ['it failed', counted, told(5, false, 'err'), 'failed'],
  ['it was ended on purpose', counted, told(5, false, 'ok', 90), 'failed'],
  ['it was ended on purpose and the next one runs', counted, told(6, true, 'ok', 90), 'failed'],
  ['it ended well by a clock that was set back', counted, told(5, false, 'ok', 40), 'saved'],
  ['it follows another one at once, and ended well in the same second', followsAtOnce, told(5, false, 'ok', 97), 'saved'],
  ['it ended well and the next one runs', counted, told(6, true, 'ok'), 'saved'],
  ['it failed and the next one runs', counted, told(6, true, 'err'), 'failed'],
  ['the next one ended, too', counted, told(6, false, 'ok'), 'replaced'],
  ['two more ended and a third runs', counted, told(8, true, 'ok'), 'replaced'],
  ['the count began anew', counted, told(0, false, 'ok'), 'replaced'],
  ['uncounted, it runs', uncounted, told(undefined, true, 'ok', 90), 'running'],
  ['uncounted, it ended well', uncounted, told(undefined, false, 'ok', 100), 'saved'],
  ['uncounted, it failed', uncounted, told(undefined, false, 'err', 90), 'failed'],
  ['uncounted, it is gone without having ended', uncounted, told(undefined, false, 'ok', 90), 'failed'],
])('%s', (_what, save, now, state) => {
  expect(judge(save, now)).toBe(state);
});
