import { toHex } from "@agentlattice/core/ledger";
import { type Policy, parsePolicy, policyHash } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import type { VersionRow } from "./find-policy.ts";
import { manifestUntrusted } from "./read-manifest.ts";

/** The document of a version whose bytes are still those that its hash, and the ledger entry of its draft, name. */
export function readUntouched(version: VersionRow): Policy {
  const parsed = parsePolicy(JSON.parse(version.canonical));
  if (!parsed.ok || policyHash(sha256, parsed.policy) !== toHex(version.hash))
    throw manifestUntrusted("This version is not what was saved.");
  return parsed.policy;
}
