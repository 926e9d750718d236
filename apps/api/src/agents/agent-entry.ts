import { encodeId } from "@agentlattice/core";
import { canonicalize, toHex, utf8 } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, sealPayload, sha256 } from "@agentlattice/db";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { agentFacts } from "./agent-facts.ts";
import type { AgentRow } from "./find-agent.ts";

/** Returns the entry of a created or changed agent. Names and labels are free text, so they are stored in a payload. */
export async function agentEntry(
  deps: Pick<Deps, "database" | "newId">,
  principal: Principal,
  { origin }: AuditedContext,
  agent: AgentRow,
  change: "created" | "changed" | "disabled" | "enabled",
): Promise<SettledEntry> {
  const { orgId, agentId } = agent;
  const id = deps.newId();
  const keys = await deps.database.keysOf(orgId);
  const sealContext = { dataKey: keys.data, orgId, origin, entryId: id, field: "agent" };
  const wireId = encodeId("agt", agentId);
  return configEntry({
    id,
    kind: "agent.changed",
    actor: actorOf(principal),
    subject: { type: "agent", id: wireId },
    data: { agent: wireId, change, capabilities_hash: toHex(sha256(utf8(canonicalize([...agent.capabilities].sort())))) },
    payloads: [sealPayload(sealContext, agentFacts(agent))],
    agentId,
  });
}
