import { documentsOf, findInLibrary, LIBRARY, type LibraryItem, markOrigin } from "@agentlattice/core/library";
import { canonicalPolicy, type Policy, parsePolicyYaml, policyHash } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";

/** A policy as an item of the library installs it. */
export interface LibraryDocument {
  readonly name: string;
  readonly policy: Policy;
  readonly canonical: string;
  /** Hash of the policy in hex. */
  readonly hash: string;
  /** The YAML with a first line that names its origin. */
  readonly yaml: string;
}

/** Finds an item of the library. @throws AppError NOT_FOUND */
export function itemOf(name: string | undefined): LibraryItem {
  const item = findInLibrary(name ?? "");
  if (!item) throw new AppError("NOT_FOUND", { detail: "The library has no item with this name. GET /policies/library lists its items." });
  return item;
}

const read = new Map<string, readonly LibraryDocument[]>();

/** Returns the documents of an item. They are parsed once. */
export function readDocuments(item: LibraryItem): readonly LibraryDocument[] {
  let documents = read.get(item.name);
  if (!documents) {
    documents = documentsOf(item).map((document) => readDocument(item, document));
    read.set(item.name, documents);
  }
  return documents;
}

/** Returns a policy of the library by name. */
export function documentOfPolicy(name: string): LibraryDocument {
  const [document] = readDocuments(itemOf(name));
  if (!document) throw new Error(`${name} is not a policy of the library.`);
  return document;
}

function readDocument(item: LibraryItem, { name, yaml }: { name: string; yaml: string }): LibraryDocument {
  const parsed = parsePolicyYaml(yaml);
  if (!parsed.ok) throw new Error(`The library's policy ${name} is not valid.`);
  const { policy } = parsed;
  const hash = policyHash(sha256, policy);
  // Packs install policies unchanged; only starters have their own versions.
  const starter = item.kind === "starter" ? item.name : null;
  return { name, policy, canonical: canonicalPolicy(policy), hash, yaml: markOrigin(yaml, { policy: name, starter, hash }) };
}

export const TITLES: ReadonlyMap<string, string> = new Map(LIBRARY.policies.map(({ name, title }) => [name, title]));
