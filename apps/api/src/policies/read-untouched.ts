import { toHex } from "@agentlattice/core/ledger";
import { type Policy, parsePolicy } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import type { VersionRow } from "./find-policy.ts";
import { manifestUntrusted } from "./read-manifest.ts";

/**
 * Reads the document of a version and verifies its bytes against its hash and the ledger entry of its draft.
 * @throws AppError POLICY_UNAVAILABLE when they are not, POLICY_INVALID when this release refuses the document
 */
export function readUntouched(version: VersionRow): Policy {
  const policy = readSaved(version);
  if (policy !== null) return policy;
  const parsed = parsePolicy(JSON.parse(version.canonical), "stored");
  throw new AppError("POLICY_INVALID", {
    detail: `This release does not accept version ${version.version}, although it is unchanged. Save a version that is valid in this release.`,
    errors: parsed.ok ? [] : [...parsed.issues],
  });
}

/** Reads a document like {@link readUntouched}; null for one that an earlier release accepted and this one rejects. */
export function readSaved(version: VersionRow): Policy | null {
  if (toHex(sha256(Buffer.from(version.canonical))) !== toHex(version.hash)) throw manifestUntrusted("This version is not what was saved.");
  const parsed = parsePolicy(JSON.parse(version.canonical), "stored");
  return parsed.ok ? parsed.policy : null;
}
