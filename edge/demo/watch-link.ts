/** Owns what the demo tells of the link: as the edge's REST shows it, the edge's alarms while nobody else knows, and what is the same afterwards. */
import { agreement } from './agreement.ts';
import { createLinkNews } from './link-news.ts';
import { keepLooking } from './look.ts';
import { createAlarmNews, line } from './news.ts';
import type { Rest } from './rest.ts';
import { EDGE } from './secrets.ts';

export interface WatchLinkOptions {
  readonly cloud: Rest;
  readonly edge: Rest;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** ms; also how exactly it is known how long a backlog took. */
const LOOK_EVERY = 200;

/** Until `signal` aborts. */
export async function watchLink(options: WatchLinkOptions): Promise<void> {
  const { edge, signal, say } = options;
  const linkNews = createLinkNews(EDGE);
  const alarmNews = createAlarmNews();
  await keepLooking({ who: 'edge', every: LOOK_EVERY, signal, say }, async () => {
    const { lines, down, healed } = linkNews(await edge.uplink(), Date.now());
    const alarms = alarmNews(await edge.alarms(), Date.now());
    // While there is a link the cloud tells of them.
    const alone = down ? alarms.map((text) => line('edge alone', text.replace(/ +/, ' '))) : [];
    for (const text of [...lines, ...alone]) say(text);
    return healed ? [line('the same', await agreement(options, healed, signal))] : [];
  });
}
