import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Principal } from "../http/principal.ts";
import type { VersionRow } from "./find-policy.ts";

/** The decision of a review, in the entry of its result. */
export type Reviewed = Required<Pick<EntryData<"policy.changed">, "review" | "requested_by">>;

/** Returns the entry of a drafted or published version. It contains the hash of the whole document. */
export function policyEntry(
  id: string,
  principal: Principal,
  version: VersionRow,
  change: Pick<EntryData<"policy.changed">, "change" | "epoch" | "review" | "requested_by">,
): SettledEntry {
  const policy = encodeId("pol", version.policyId);
  return configEntry({
    id,
    kind: "policy.changed",
    actor: actorOf(principal),
    subject: { type: "policy", id: policy },
    data: { policy, version: version.version, hash: toHex(version.hash), ...change },
  });
}
