import { toHex, utf8 } from "../../ledger/bytes.ts";
import { canonicalize } from "../../ledger/jcs.ts";
import type { Sha256 } from "../../ledger/types.ts";
import type { Policy } from "./document.ts";

/** Returns the canonical text of a policy (RFC 8785), which is stored and hashed. */
export function canonicalPolicy(policy: Policy): string {
  return canonicalize(policy);
}

/** Returns the SHA-256 of the canonical text in lower-case hex. */
export function policyHash(sha256: Sha256, policy: Policy): string {
  return toHex(sha256(utf8(canonicalPolicy(policy))));
}
