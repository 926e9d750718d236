import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Principal } from "../http/principal.ts";
import type { VersionRow } from "./find-policy.ts";

/** What a second person decided, in the entry of what came of it. */
export type Reviewed = Required<Pick<EntryData<"policy.changed">, "review" | "requested_by">>;

/** The entry of a drafted or published version. The hash in it is that of the whole document, so nothing else is repeated. */
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
