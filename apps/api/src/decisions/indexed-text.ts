import type { ActionInput } from "@agentlattice/contract";
import type { Verdict } from "@agentlattice/core";
import type { AgentPrincipal } from "../http/principal.ts";
import { redactText } from "../runs/redact-events.ts";

const MAX_LENGTH = 4_096;

/**
 * Returns the text by whose words a decision is found: its summaries and its message, without credentials and personal data. Null when it
 * could not be scanned completely.
 * @throws AppError as `redactText`
 */
export function indexedText(
  deps: Parameters<typeof redactText>[0],
  principal: AgentPrincipal,
  { summary: claimed }: ActionInput,
  { summary, message }: Verdict,
): Promise<string | null> {
  const parts = [summary, claimed, message].filter((part) => part !== undefined);
  return redactText(deps, principal, parts.join("\n").slice(0, MAX_LENGTH));
}
