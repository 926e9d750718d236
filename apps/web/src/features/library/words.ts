import type { InstalledPolicy, LibraryList } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";

type Summary = LibraryList["policies"][number];

/** Categories in display order. */
export const CATEGORIES: readonly { readonly value: Summary["category"]; readonly title: string }[] = [
  { value: "data", title: "Data" },
  { value: "content", title: "Content and messages" },
  { value: "supply_chain", title: "Supply chain" },
  { value: "tools", title: "Tools and code" },
  { value: "change", title: "Changes" },
  { value: "money", title: "Money" },
  { value: "limits", title: "Limits" },
  { value: "memory", title: "Memory" },
  { value: "oversight", title: "Oversight" },
];

export const CHANGE: Record<InstalledPolicy["change"], string> = {
  new: "New",
  unchanged: "Unchanged",
  changed: "Changed",
  conflict: "Edited here",
};

export const OUTCOME: Record<InstalledPolicy["outcome"], { mark: GateState; label: string }> = {
  drafted: { mark: "hold", label: "saved as a draft" },
  published: { mark: "allow", label: "published" },
  left: { mark: "idle", label: "unchanged" },
};

/** Returns the mark and label of a library policy's state, or null if it is not installed. */
export function describeState({ state, edited }: Pick<Summary, "state" | "edited">): { mark: GateState; word: string } | null {
  const suffix = edited ? ", edited" : "";
  if (state === "absent") return null;
  if (state === "active") return { mark: "allow", word: `Active${suffix}` };
  return state === "draft" ? { mark: "hold", word: `Draft${suffix}` } : { mark: "idle", word: `Disabled${suffix}` };
}
