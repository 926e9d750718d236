import type { LibraryList } from "@agentlattice/contract";
import { ATTACK, type LibraryItem, type LibraryPolicy } from "@agentlattice/core/library";
import { documentOfPolicy, type LibraryDocument, readDocuments, TITLES } from "./library-documents.ts";
import { isEdited, type Present } from "./plan-install.ts";

type Summary = LibraryList["policies"][number];

/** Returns a policy of the library without its state in the organisation. */
export function toLibraryPolicy({ name, title, category, stops, leaves }: LibraryPolicy): Omit<Summary, "state" | "edited"> {
  const { metadata, spec, cases = [] } = documentOfPolicy(name).policy;
  return {
    kind: "policy",
    name,
    title,
    category,
    description: metadata.description ?? "",
    risk: metadata.labels?.risk ?? "medium",
    effect: spec.effect,
    actions: spec.match.actions,
    stops: [...stops],
    leaves: [...leaves],
    cases: cases.length,
    attacks: cases.filter((one) => one.name.startsWith(ATTACK)).length,
  };
}

/** Returns the state of the organisation's policy with the document's name. */
export function presenceOf({ hash }: LibraryDocument, present: Present | undefined): Pick<Summary, "state" | "edited"> {
  if (!present) return { state: "absent", edited: false };
  const { activeVersion, disabledAt } = present.policy;
  return { state: activeVersion !== null ? "active" : disabledAt === null ? "draft" : "disabled", edited: isEdited(present, hash) };
}

/** Returns the names of an item's policies. */
export function policiesOf(item: LibraryItem): string[] {
  return readDocuments(item).map(({ name }) => name);
}

/** Returns the state of each policy of an item. */
export function statesOf(item: LibraryItem, present: ReadonlyMap<string, Present>) {
  return readDocuments(item).map((document) => {
    const { name } = document;
    return { name, title: TITLES.get(name) ?? name, ...presenceOf(document, present.get(name)) };
  });
}
