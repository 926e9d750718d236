import { toHex } from "@agentlattice/core/ledger";
import { type Policy, parsePolicy } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import type { VersionRow } from "./find-policy.ts";
import { manifestUntrusted } from "./read-manifest.ts";

/**
 * The document of a version whose bytes are still those that its hash, and the ledger entry of its draft, name.
 * @throws AppError POLICY_UNAVAILABLE when they are not, POLICY_INVALID when this release refuses the document
 */
export function readUntouched(version: VersionRow): Policy {
  const policy = readSaved(version);
  if (policy !== null) return policy;
  const parsed = parsePolicy(JSON.parse(version.canonical));
  throw new AppError("POLICY_INVALID", {
    detail: `Version ${version.version} is what was saved, but this release does not accept it. Save a version that it accepts.`,
    errors: parsed.ok ? [] : [...parsed.issues],
  });
}

/** {@link readUntouched}; `null` for a document that an earlier release accepted and this one refuses. */
export function readSaved(version: VersionRow): Policy | null {
  if (toHex(sha256(Buffer.from(version.canonical))) !== toHex(version.hash)) throw manifestUntrusted("This version is not what was saved.");
  const parsed = parsePolicy(JSON.parse(version.canonical));
  return parsed.ok ? parsed.policy : null;
}
