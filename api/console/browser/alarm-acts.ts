/** Owns what an operator may do to an alarm from here: only what the node offers and the session may. */
import type { ConsoleParts } from './console-parts.ts';
import { h } from './dom.ts';
import { offers } from './offers.ts';
import { ask, troubleOf } from './rest.ts';
import { may } from './session.ts';
import { type Alarm, isShelved } from './shapes.ts';

interface Act {
  readonly name: string;
  readonly label: string;
  readonly done: string;
  /** Whether it makes sense now. */
  fits(alarm: Alarm, now: number): boolean;
  body(comment: string): object;
}

const remark = (comment: string) => (comment === '' ? {} : { comment });
const SHELVED_MINUTES = 60;

const ACTS: readonly Act[] = [
  {
    ...{ name: 'ack', label: 'Acknowledge', done: 'Acknowledged' },
    fits: ({ status }) => status.endsWith('_UNACK'),
    body: remark,
  },
  {
    ...{ name: 'clear', label: 'Clear', done: 'Cleared' },
    fits: ({ status }) => status.startsWith('ACTIVE_'),
    body: remark,
  },
  {
    ...{ name: 'shelve', label: 'Shelve for an hour', done: 'Shelved for an hour' },
    fits: (alarm, now) => alarm.status.startsWith('ACTIVE_') && !isShelved(alarm, now),
    body: (comment) => ({ minutes: SHELVED_MINUTES, ...remark(comment) }),
  },
  {
    ...{ name: 'unshelve', label: 'Take off the shelf', done: 'Taken off the shelf' },
    fits: isShelved,
    body: () => ({}),
  },
];

export interface Acting {
  readonly parts: Pick<ConsoleParts, 'session' | 'alarms' | 'notify'>;
  /** What goes with the act; empty for nothing. */
  comment(): string;
  /** The act is durable, and counts are true again. */
  done(): void;
}

/** One button for each act that fits. */
export async function actButtons(
  alarm: Alarm,
  acting: Acting,
  only?: readonly string[],
): Promise<readonly HTMLButtonElement[]> {
  if (!may(acting.parts.session, 'operate')) return [];
  const now = Date.now();
  const fitting = ACTS.filter((act) => act.fits(alarm, now) && (only?.includes(act.name) ?? true));
  const offered = await Promise.all(fitting.map(async ({ name }) => await offers(`/alarms/{id}/${name}`)));
  return fitting.filter((_, i) => offered[i]).map((act) => button(alarm, act, acting));
}

/** Whether words alone may be left at an alarm. */
export async function mayComment({ session }: Pick<ConsoleParts, 'session'>): Promise<boolean> {
  return may(session, 'operate') && (await offers('/alarms/{id}/comment'));
}

export async function comment(alarm: Alarm, text: string): Promise<void> {
  await ask(`alarms/${alarm.id}/comment`, { method: 'POST', body: { text } });
}

function button(alarm: Alarm, { name, label, done, body }: Act, acting: Acting): HTMLButtonElement {
  const { parts } = acting;
  const act = async () => {
    element.disabled = true;
    try {
      await ask(`alarms/${alarm.id}/${name}`, { method: 'POST', body: body(acting.comment()) });
      parts.notify(`${done}: ${alarm.message}`);
    } catch (error) {
      parts.notify(troubleOf(error));
    }
    await parts.alarms.refresh().catch(() => {});
    acting.done();
    element.disabled = false;
  };
  const element = h('button', { type: 'button', 'data-act': name, onclick: () => void act() }, label);
  element.setAttribute('aria-label', `${label}: ${alarm.message}`);
  return element;
}
