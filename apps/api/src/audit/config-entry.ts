import { encodeId } from "@agentlattice/core";
import { type Actor, type EntryKind, ORGANISATION_KINDS, type Subject } from "@agentlattice/core/ledger";
import { ENTRY_DATA, type EntryData } from "@agentlattice/core/ledger/schemas";
import type { SealedPayload, SettledEntry } from "@agentlattice/core/settle";
import type { Principal } from "../http/principal.ts";

/** The actor of a configuration change. */
export function actorOf(principal: Principal): Actor {
  switch (principal.kind) {
    case "agent":
      return { type: "agent", id: encodeId("agt", principal.agentId) };
    case "org_key":
      return { type: "key", id: encodeId("key", principal.keyId) };
    case "person":
      return { type: "user", id: encodeId("usr", principal.userId) };
  }
}

export interface ConfigChange<K extends EntryKind> {
  /** UUID of the entry. */
  readonly id: string;
  readonly kind: K;
  readonly actor: Actor;
  readonly subject: Subject;
  readonly data: EntryData<K>;
  readonly payloads?: readonly SealedPayload[];
  /** UUID of the agent that the entry belongs to. */
  readonly agentId?: string | null;
  /** The affected environment; none for a change of the whole organisation. */
  readonly environment?: string | null;
}

/**
 * Returns the entry of a change that `audited` writes.
 * INVARIANT: `data` is validated against the closed schema of its kind, so that a leaf never contains free text.
 */
export function configEntry<K extends EntryKind>(change: ConfigChange<K>): SettledEntry {
  const { id, kind, actor, subject, payloads = [], agentId = null, environment = null } = change;
  if (agentId !== null && ORGANISATION_KINDS.has(kind)) throw new Error(`${kind} belongs to no agent, see ORGANISATION_KINDS`);
  const data = ENTRY_DATA[kind].parse({ ...change.data, event_types: [kind] }) as SettledEntry["data"];
  return { id, kind, actor, subject, corr: encodeId("cor", id), data, payloads, agent_id: agentId, action_type: null, environment };
}
