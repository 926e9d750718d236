import { encodeId } from "../ids/type-id.ts";
import { claimId, replayOf } from "./claims.ts";
import { correlationOf, findingRefs } from "./entry-data.ts";
import type { RecordIntent } from "./intents.ts";
import type { Settled, View } from "./types.ts";

/** Records an event of an agent's program. It decides nothing. */
export function settleRecord(intent: RecordIntent, view: View, now: number): Settled {
  const replay = replayOf(intent.claim, view);
  if (replay) return { outcome: replay, changes: [] };
  const { entry_id, principal, run_id, payloads, findings = [], component } = intent;
  const agent = { type: "agent", id: encodeId("agt", principal.agent_id) } as const;
  return {
    outcome: { type: "reported", at: now },
    entry: {
      id: entry_id,
      kind: "app.recorded",
      actor: agent,
      subject: agent,
      corr: correlationOf(entry_id),
      data: {
        environment: principal.environment,
        key: encodeId("key", principal.key_id),
        ...(run_id === null ? {} : { run: encodeId("run", run_id) }),
        ...(findings.length > 0 ? { findings: findingRefs(findings) } : {}),
        event_types: [
          "app.recorded",
          ...(component === null ? [] : [component]),
          ...(findings.length > 0 ? ["guardrail.detected", "guardrail.redacted"] : []),
        ],
      },
      payloads,
      agent_id: principal.agent_id,
      action_type: null,
      environment: principal.environment,
      ...(run_id === null ? {} : { run: { run_id, iteration_index: null } }),
      ...(intent.references ? { references: intent.references } : {}),
    },
    changes: claimId(intent.claim, entry_id),
  };
}
