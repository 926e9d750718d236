import { closeSync, openSync, readSync } from "node:fs";
import { locatePath, POLICY_LIMITS, type Policy, type PolicyIssue, parsePolicyYaml, policyHash } from "@agentlattice/core/policy";
import { formatSystemErrorCode } from "../system-error.ts";
import { UsageError } from "../usage-error.ts";
import { sha256 } from "../verify/node-crypto.ts";
import { findFiles, STDIN } from "./find-files.ts";

/** A file with a valid policy. */
export interface PolicyFile {
  readonly file: string;
  readonly text: string;
  readonly policy: Policy;
  readonly hash: string;
}

/** A file without a valid policy. */
export interface BrokenFile {
  readonly file: string;
  readonly text: string;
  readonly issues: readonly PolicyIssue[];
}

export type ReadFile = PolicyFile | BrokenFile;

export const isBroken = (file: ReadFile): file is BrokenFile => "issues" in file;

/** Reads and checks every file. A second policy with the same name is an issue. @throws UsageError for what cannot be read */
export function readPolicies(paths: readonly string[]): ReadFile[] {
  const names = new Map<string, string>();
  return findFiles(paths).map((file) => {
    const read = readPolicy(file);
    if (isBroken(read)) return read;
    const { name } = read.policy.metadata;
    const earlier = names.get(name);
    if (earlier === undefined) {
      names.set(name, file);
      return read;
    }
    const line = locatePath(read.text, "metadata.name") ?? 1;
    const message = `${earlier} has a policy with the same name`;
    return { file, text: read.text, issues: [{ path: "metadata.name", message, line, column: 1 }] };
  });
}

function readPolicy(file: string): ReadFile {
  const bytes = readBytes(file);
  const broken = (message: string): BrokenFile => ({ file, text: "", issues: [{ path: "", message }] });
  if (bytes.length > POLICY_LIMITS.bytes) return broken(`a policy has at most ${POLICY_LIMITS.bytes} bytes`);
  const text = decode(bytes);
  if (text === null) return broken("the file is not UTF-8 text");
  // JSON is YAML too, and the YAML parser reports positions.
  const parsed = parsePolicyYaml(text);
  if (!parsed.ok) return { file, text, issues: parsed.issues.toSorted(byPosition) };
  return { file, text, policy: parsed.policy, hash: policyHash(sha256, parsed.policy) };
}

/** Sorts issues by position. */
const byPosition = (a: PolicyIssue, b: PolicyIssue) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Reads at most one byte more than the limit, so that a large or endless file needs little memory. */
function readBytes(file: string): Uint8Array {
  const buffer = Buffer.alloc(POLICY_LIMITS.bytes + 1);
  let length = 0;
  let opened: number | undefined;
  try {
    opened = file === STDIN ? 0 : openSync(file, "r");
    for (let read = -1; read !== 0 && length < buffer.length; length += read)
      read = readSync(opened, buffer, length, buffer.length - length, null);
  } catch (error) {
    throw new UsageError(`Cannot read ${file === STDIN ? "standard input" : file}${formatSystemErrorCode(error)}.`);
  } finally {
    if (opened !== undefined && opened !== 0) closeSync(opened);
  }
  return buffer.subarray(0, length);
}
