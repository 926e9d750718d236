import type { Finding, ReportInput } from "@agentlattice/contract";
import { type OutcomeText, redactOutcome } from "@agentlattice/core/policy";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { moduleTools } from "./module-tools.ts";
import { outcomeScanners } from "./outcome-scanners.ts";
import type { Decided } from "./read-decided.ts";

/**
 * Takes out of a report what the policies that decided its action withhold, whatever they do about a finding in a request.
 * INVARIANT: only the returned words are stored; nothing found is a reason to lose the report.
 */
export async function withholdFromReport(
  deps: Deps,
  { scope }: AgentPrincipal,
  decided: Decided | null,
  { message, metadata, usage }: ReportInput,
): Promise<{ words: OutcomeText & Pick<ReportInput, "usage">; findings: readonly Finding[] }> {
  const said: OutcomeText = { ...(message === undefined ? {} : { message }), ...(metadata === undefined ? {} : { metadata }) };
  const cost = usage ? { usage } : {};
  if (!decided || Object.keys(said).length === 0) return { words: { ...said, ...cost }, findings: [] };
  const scanners = await deps.database.inOrg(scope, (client) => outcomeScanners(client, scope.orgId, decided.policies));
  const tools = moduleTools(await deps.database.keysOf(scope.orgId));
  const { outcome, findings } = redactOutcome(said, scanners, decided.facts, tools);
  return { words: { ...outcome, ...cost }, findings };
}
