import { claimId, replayOf } from "./claims.ts";
import type { IngestIntent } from "./intents.ts";
import { refuse, type Settled, type View } from "./types.ts";

/** Adds events to a run that has not ended. The commit numbers them. */
export function settleIngest(intent: IngestIntent, view: View, now: number): Settled {
  const replay = replayOf(intent.claim, view);
  if (replay) return { outcome: replay, changes: [] };
  if (view.endedRuns.has(intent.run_id)) return refuse("RUN_ENDED");
  const { run_id, principal } = intent;
  return {
    outcome: { type: "ingested" },
    changes: [
      ...intent.events.map(({ at, ...event }) => {
        const row = { ...event, run_id, agent_id: principal.agent_id, at: at ?? now, recorded_at: now };
        return { table: "run_event", row } as const;
      }),
      ...claimId(intent.claim, intent.entry_id),
    ],
  };
}
