import { type Entry, toHex, utf8 } from "@agentlattice/core/ledger";
import { parseJsonObject } from "../json-object.ts";
import { sha256 } from "./node-crypto.ts";
import { readLines } from "./read-lines.ts";

/** Classes of faults in a file of policy texts. */
export type PolicyFaultClass = "POLICY_MALFORMED" | "POLICY_UNKNOWN" | "POLICY_MISMATCH";

export type PolicyReport =
  | { readonly ok: true; readonly versions: number }
  | { readonly ok: false; readonly class: PolicyFaultClass; readonly message: string };

const MESSAGES: Record<PolicyFaultClass, string> = {
  POLICY_MALFORMED: "is not a policy: {policy, version, hash, text}.",
  POLICY_UNKNOWN: "names a policy version and hash that no entry has.",
  POLICY_MISMATCH: "does not match its hash.",
};

interface PolicyText {
  readonly policy: string;
  readonly version: number;
  readonly hash: string;
  readonly text: string;
}

/** Compares policy texts with the hashes in the entries that changed them. The caller has already verified the entries. */
export async function checkPolicies({ entries, policies }: { entries: string; policies: string }): Promise<PolicyReport> {
  const named = await namedVersions(entries);
  let line = 0;
  for await (const text of readLines(policies)) {
    line++;
    const kind = faultOf(parsePolicyText(text), named);
    if (kind) return { ok: false, class: kind, message: `Policy line ${line} ${MESSAGES[kind]}` };
  }
  return { ok: true, versions: line };
}

function faultOf(policy: PolicyText | null, named: ReadonlySet<string>): PolicyFaultClass | null {
  if (!policy) return "POLICY_MALFORMED";
  if (!named.has(keyOf(policy))) return "POLICY_UNKNOWN";
  return toHex(sha256(utf8(policy.text))) === policy.hash ? null : "POLICY_MISMATCH";
}

const keyOf = ({ policy, version, hash }: Partial<Record<keyof PolicyText, unknown>>) => `${policy} ${version} ${hash}`;

async function namedVersions(entries: string): Promise<Set<string>> {
  const named = new Set<string>();
  for await (const line of readLines(entries)) {
    // This test is only for speed. The entry itself decides.
    if (!line.includes('"kind":"policy.changed"')) continue;
    const { kind, data } = JSON.parse(line) as Entry;
    if (kind === "policy.changed") named.add(keyOf(data));
  }
  return named;
}

function parsePolicyText(line: string): PolicyText | null {
  const value = parseJsonObject(line);
  if (!value || Object.keys(value).sort().join() !== "hash,policy,text,version") return null;
  const { policy, version, hash, text } = value;
  if (typeof policy !== "string" || typeof version !== "number" || typeof hash !== "string" || typeof text !== "string") return null;
  return { policy, version, hash, text };
}
