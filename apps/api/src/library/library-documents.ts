import { documentsOf, findInLibrary, LIBRARY, type LibraryItem, markOrigin } from "@agentlattice/core/library";
import { canonicalPolicy, type Policy, parsePolicyYaml, policyHash } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";

/** One policy as an item of the library installs it. */
export interface LibraryDocument {
  readonly name: string;
  readonly policy: Policy;
  readonly canonical: string;
  /** Hex. */
  readonly hash: string;
  /** With a first line that says where it came from. */
  readonly yaml: string;
}

/** @throws AppError NOT_FOUND */
export function itemOf(name: string | undefined): LibraryItem {
  const item = findInLibrary(name ?? "");
  if (!item) throw new AppError("NOT_FOUND", { detail: "The library has nothing of this name. GET /policies/library lists what it has." });
  return item;
}

const read = new Map<string, readonly LibraryDocument[]>();

/** The documents of an item, read once. */
export function readDocuments(item: LibraryItem): readonly LibraryDocument[] {
  let documents = read.get(item.name);
  if (!documents) {
    documents = documentsOf(item).map((document) => readDocument(item, document));
    read.set(item.name, documents);
  }
  return documents;
}

/** A policy of the library as it is, by its name. */
export function documentOfPolicy(name: string): LibraryDocument {
  const [document] = readDocuments(itemOf(name));
  if (!document) throw new Error(`${name} is no policy of the library`);
  return document;
}

function readDocument(item: LibraryItem, { name, yaml }: { name: string; yaml: string }): LibraryDocument {
  const parsed = parsePolicyYaml(yaml);
  if (!parsed.ok) throw new Error(`the library's ${name} is not valid`);
  const { policy } = parsed;
  const hash = policyHash(sha256, policy);
  // A pack installs policies as they are; only a starter's are its own.
  const starter = item.kind === "starter" ? item.name : null;
  return { name, policy, canonical: canonicalPolicy(policy), hash, yaml: markOrigin(yaml, { policy: name, starter, hash }) };
}

export const TITLES: ReadonlyMap<string, string> = new Map(LIBRARY.policies.map(({ name, title }) => [name, title]));
