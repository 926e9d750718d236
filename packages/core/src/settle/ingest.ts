import { claimId, replayOf } from "./claims.ts";
import type { IngestIntent } from "./intents.ts";
import { type Change, refuse, type Settled, type View } from "./types.ts";

/** Adds events to a run that has not ended. The commit numbers them. */
export function settleIngest(intent: IngestIntent, view: View, now: number): Settled {
  const replay = replayOf(intent.claim, view);
  if (replay) return { outcome: replay, changes: [] };
  if (view.endedRuns.has(intent.run_id)) return refuse("RUN_ENDED");
  const { run_id, principal } = intent;
  const { agent_id, environment } = principal;
  return {
    outcome: { type: "ingested" },
    changes: [
      ...intent.events.flatMap(({ at, cost, ...event }): Change[] => {
        const stated = { request_id: event.request_id ?? event.event_id, entry_id: null, source: "run", action_type: null } as const;
        return [
          { table: "run_event", row: { ...event, run_id, agent_id, at: at ?? now, recorded_at: now } },
          ...(cost ? [{ table: "cost_record", row: { ...stated, ...cost, agent_id, environment, run_id, at: now } } as const] : []),
        ];
      }),
      ...claimId(intent.claim, intent.entry_id),
    ],
  };
}
