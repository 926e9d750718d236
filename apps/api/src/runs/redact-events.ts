import type { ActionInput } from "@agentlattice/contract";
import { toFacts } from "../actions/to-facts.ts";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import type { Redacted, RedactionInput } from "../inspection/redact-values.ts";

/** The action type by which modules know events, which no policy decides. */
const RECORDED = { action_type: "app.recorded" } as const satisfies ActionInput;

/**
 * Removes credentials from what an agent reports, and personal data when a policy in force looks for it. A finding never causes an event to
 * be lost. Large values are scanned on other threads.
 * @throws AppError INSPECTION_QUEUE_FULL, INSPECTION_TOO_SLOW, SHUTTING_DOWN; nothing is stored then
 */
export async function redactEvents(deps: RedactDeps, principal: AgentPrincipal, values: RedactionInput["values"]): Promise<Redacted[]> {
  if (values.length === 0) return [];
  const { policies } = await deps.configs.get(principal.scope.orgId);
  const personalData = policies.some(({ document: { spec } }) => spec.modules?.pii !== undefined && spec.mode !== "report_only");
  return redact(deps, principal, { values, personalData });
}

/** Removes credentials and personal data from a text; null when it could not be scanned completely. @throws AppError as `redactEvents` */
export async function redactText(deps: RedactDeps, principal: AgentPrincipal, text: string): Promise<string | null> {
  const [redacted] = await redact(deps, principal, { values: [{ text }], personalData: true });
  return typeof redacted?.value.text === "string" ? redacted.value.text : null;
}

type RedactDeps = Pick<Deps, "configs" | "database" | "inspector" | "now">;

async function redact(deps: RedactDeps, principal: AgentPrincipal, input: Omit<RedactionInput, "facts">): Promise<Redacted[]> {
  const { orgId, caller } = principal.scope;
  const config = await deps.configs.get(orgId);
  const keys = await deps.database.keysOf(orgId);
  const facts = toFacts(principal, RECORDED, { zone: config.zone, now: deps.now() });
  return deps.inspector.redact({ orgId, caller, keys }, { facts, ...input });
}
