import { toHex, utf8 } from "../../ledger/bytes.ts";
import { canonicalize } from "../../ledger/jcs.ts";
import type { Sha256 } from "../../ledger/types.ts";
import type { Json } from "../../model/json.ts";
import type { Policy } from "./document.ts";

/** The one text of a policy (RFC 8785). It is what a version stores and what its hash covers. */
export function canonicalPolicy(policy: Policy): string {
  // A parsed policy holds JSON only; its type says so member by member.
  return canonicalize(policy as unknown as Json);
}

/** SHA-256 of the canonical text, lower-case hex. */
export function policyHash(sha256: Sha256, policy: Policy): string {
  return toHex(sha256(utf8(canonicalPolicy(policy))));
}
