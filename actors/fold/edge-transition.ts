/** Owns taking over a transition of an alarm that happened at an edge. */
import type { EdgeTransition } from '../../runtime/vocabulary.ts';
import { clearedAtEdge, isOver } from './edge-alarms.ts';
import { emit, type Folding } from './folding.ts';
import { MAX_EDGE_ALARMS, remembered } from './sensor-fold.ts';

/** Passed on as it is, whatever this node thinks of it; in whatever order they come, a cleared alarm is not shown. */
export function foldEdgeTransition(folding: Folding, entry: EdgeTransition): void {
  const { draft } = folding;
  const { id: _, sensor: __, ...transition } = entry.transition;
  const { alarm, kind } = transition;
  emit(folding, transition);
  if (kind === 'raised') show(folding, entry);
  if (kind !== 'cleared') return;
  clearedAtEdge(draft, alarm);
  draft.cleared = remembered(draft.cleared, alarm);
}

function show({ draft, refusals }: Folding, entry: EdgeTransition): void {
  const { alarm: id, rule, severity, at } = entry.transition;
  if (isOver(draft, entry.transition) || draft.edgeAlarms.some((known) => known.id === id)) return;
  const open = [...draft.edgeAlarms, { id, rule, severity, raisedAt: at }];
  draft.edgeAlarms = open.slice(-MAX_EDGE_ALARMS);
  if (open.length <= MAX_EDGE_ALARMS) return;
  const reason = `a sensor shows at most ${MAX_EDGE_ALARMS} open alarms of edges: the oldest is in the list of alarms only`;
  refusals.push({ entry, reason });
}
