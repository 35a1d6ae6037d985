import { describe, expect, test } from 'vitest';
import { Access, idleLasts, linkLasts, sessionLasts } from './access.ts';

const anna = { name: 'anna', role: 'operate' } as const;
const refused = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { key: string }).key;
  }
};

function clocked(): { access: Access; pass: (time: number) => void } {
  let now = Date.UTC(2026, 1, 17);
  return { access: new Access(() => now), pass: (time) => void (now += time) };
}

describe('a link', () => {
  test('is good once', () => {
    const { access } = clocked();
    const { secret } = access.link(anna);
    expect(access.redeem(secret).session.grant).toEqual(anna);
    expect(refused(() => access.redeem(secret))).toBe('denied.link-spent');
  });

  test('is good for ten minutes, and nothing tells a late one from one that never was', () => {
    const { access, pass } = clocked();
    const [first, second] = [access.link(anna), access.link(anna)];
    pass(linkLasts - 1);
    expect(access.redeem(first.secret).session.grant).toEqual(anna);
    pass(1);
    expect(refused(() => access.redeem(second.secret))).toBe(refused(() => access.redeem('never')));
  });

  test('is not a session, nor is a session a link', () => {
    const { access } = clocked();
    const { secret: link } = access.link(anna);
    expect(refused(() => access.enter(link))).toBe('denied.session-ended');
    const { secret } = access.redeem(link);
    expect(refused(() => access.redeem(secret))).toBe('denied.link-spent');
  });

  test('that was given back is good once more, and not after it was revoked', () => {
    const { access } = clocked();
    const { secret } = access.link(anna);
    const first = access.redeem(secret);
    first.undo();
    expect(refused(() => access.enter(first.secret))).toBe('denied.session-ended');
    const second = access.redeem(secret);
    expect(refused(() => access.redeem(secret))).toBe('denied.link-spent');
    access.revoke('anna');
    second.undo();
    expect(refused(() => access.redeem(secret))).toBe('denied.link-spent');
  });

  test('that was not used goes with the sessions of whom it was for', () => {
    const { access } = clocked();
    const { secret } = access.link(anna);
    expect(access.revoke('anna')).toEqual([]);
    expect(refused(() => access.redeem(secret))).toBe('denied.link-spent');
  });
});

describe('a session', () => {
  test('ends after half an hour without a sign of life', () => {
    const { access, pass } = clocked();
    const { secret, session } = access.redeem(access.link(anna).secret);
    pass(idleLasts - 1);
    access.use(session);
    pass(idleLasts - 1);
    expect(access.enter(secret)).toBe(session);
    pass(1);
    expect(refused(() => access.enter(secret))).toBe('denied.session-ended');
    expect(session.ended.aborted).toBe(true);
  });

  test('ends after twelve hours, however busy', () => {
    const { access, pass } = clocked();
    const { session } = access.redeem(access.link(anna).secret);
    for (let at = 0; at + idleLasts / 2 < sessionLasts; at += idleLasts / 2) {
      access.use(session);
      pass(idleLasts / 2);
    }
    expect(session.ended.aborted).toBe(false);
    pass(idleLasts / 2);
    expect(refused(() => access.use(session))).toBe('denied.session-ended');
  });

  test('ends when it is revoked, by its id alone or by name with all others of that name', () => {
    const { access } = clocked();
    const [one, two, other] = [anna, anna, { name: 'ben', role: 'view' as const }].map(
      (grant) => access.redeem(access.link(grant).secret).session,
    );
    expect(access.revoke(one?.id ?? '')).toEqual([one?.summary]);
    expect(access.sessions()).toEqual([two?.summary, other?.summary]);
    expect(access.revoke('anna')).toEqual([two?.summary]);
    expect(access.sessions()).toEqual([other?.summary]);
  });

  test('ends when it asks for what it may not, again and again', () => {
    const { access } = clocked();
    const { session } = access.redeem(access.link({ name: 'ben', role: 'view' }).secret);
    for (let at = 0; at < 99; at += 1) session.refused();
    access.use(session);
    session.refused();
    expect(refused(() => access.use(session))).toBe('denied.session-ended');
  });

  test('is never listed with its secret', () => {
    const { access } = clocked();
    const { secret } = access.redeem(access.link(anna).secret);
    expect(JSON.stringify(access.sessions())).not.toContain(secret.slice(0, 8));
  });
});
