import type { Finding, ReportInput } from "@agentlattice/contract";
import { type OutcomeText, redactOutcome } from "@agentlattice/core/policy";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { moduleTools } from "./module-tools.ts";
import { outcomeScanners } from "./outcome-scanners.ts";
import type { Decided } from "./read-decided.ts";

/**
 * Removes from a report the content that the policies of its decision withhold, whatever they do with findings in requests.
 * INVARIANT: only the returned text is stored. A finding never causes the report to be lost.
 */
export async function withholdFromReport(
  deps: Pick<Deps, "database">,
  { scope }: AgentPrincipal,
  decided: Decided | null,
  { message, metadata, usage }: ReportInput,
): Promise<{ words: OutcomeText & Pick<ReportInput, "usage">; findings: readonly Finding[] }> {
  const stated: OutcomeText = { ...(message === undefined ? {} : { message }), ...(metadata === undefined ? {} : { metadata }) };
  const cost = usage ? { usage } : {};
  if (!decided || Object.keys(stated).length === 0) return { words: { ...stated, ...cost }, findings: [] };
  const scanners = await deps.database.inOrgReserved(scope, (client) => outcomeScanners(client, scope.orgId, decided.policies));
  const tools = moduleTools(await deps.database.keysOf(scope.orgId));
  const { outcome, findings } = redactOutcome(stated, scanners, decided.facts, tools);
  return { words: { ...outcome, ...cost }, findings };
}
