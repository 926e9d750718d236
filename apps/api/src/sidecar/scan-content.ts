import type { ScanResult } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

/**
 * Scans a text and returns the findings by kind and span. Writes nothing.
 * INVARIANT: the response contains no part of the text.
 */
export async function scanContent({
  principal,
  content,
  deps,
}: {
  principal: Principal;
  content: string;
  deps: Pick<Deps, "database" | "inspector">;
}): Promise<ScanResult> {
  const { orgId, caller } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const { action, reason_codes, risk_score, findings } = await deps.inspector.scan({ orgId, caller, keys }, content);
  return {
    findings: findings.map(({ at: _, part: __, ...found }) => found),
    action,
    reason_codes: [...reason_codes],
    risk_score,
  };
}
