import type { ScanResult } from "@agentlattice/contract";
import { inspectContent } from "@agentlattice/core/modules";
import { moduleTools } from "../actions/module-tools.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

/**
 * What is found in a text, by kind and place. Writes nothing.
 * INVARIANT: the answer holds no part of the text.
 */
export async function scanContent({
  principal,
  content,
  deps,
}: {
  principal: Principal;
  content: string;
  deps: Deps;
}): Promise<ScanResult> {
  const tools = moduleTools(await deps.database.keysOf(principal.scope.orgId));
  const { action, reason_codes, risk_score, findings } = inspectContent(content, tools);
  return {
    findings: findings.map(({ at: _, part: __, ...found }) => found),
    action,
    reason_codes: [...reason_codes],
    risk_score,
  };
}
