import type { ActionInput, Approval, ConditionResult } from "@agentlattice/contract";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import type { CounterExtension, StoredApproval } from "@agentlattice/db";
import type { AgentChain } from "../delegations/read-chains.ts";

/** An approval with its decrypted texts. */
export interface LoadedApproval {
  readonly record: ApprovalRecord;
  readonly view: Approval;
  /** The delegation chain, if the agent is delegated. */
  readonly chain: AgentChain | null;
  readonly digestSalt: Uint8Array | null;
  readonly submission: ActionInput | null;
  readonly conditions: readonly ConditionResult[];
  /** The message of the answer that made the request; null when the payload was erased. */
  readonly message: string | null;
  readonly votes: StoredApproval["votes"];
  readonly notes: StoredApproval["notes"];
  /** The extensions that a pending request asks for, by counter key. */
  readonly counters: ReadonlyMap<string, CounterExtension>;
}
