import type { InstalledPolicy } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { isAsInstalled } from "@agentlattice/core/library";
import type { OrgClient } from "@agentlattice/db";
import { structuredPatch } from "diff";
import type { PolicyRow, VersionRow } from "../policies/find-policy.ts";
import type { LibraryDocument } from "./library-documents.ts";

/** A policy of the organisation with its newest version. */
export interface Present {
  readonly policy: PolicyRow;
  readonly newest: VersionRow;
}

/** The document of an item and the organisation's policy of the same name. */
export interface Planned {
  readonly document: LibraryDocument;
  readonly present: Present | null;
  readonly change: InstalledPolicy["change"];
  /** The planned outcome. */
  readonly outcome: InstalledPolicy["outcome"];
}

/** Reads policies by name. */
export async function findPresent(client: OrgClient, orgId: string, names: readonly string[]): Promise<ReadonlyMap<string, Present>> {
  const rows = await client.policy.findMany({
    where: { orgId, name: { in: [...names] } },
    include: { versions: { orderBy: { version: "desc" }, take: 1 } },
  });
  return new Map(rows.flatMap(({ versions: [newest], ...policy }) => (newest ? [[policy.name, { policy, newest }] as const] : [])));
}

/** Returns true when a person wrote or edited the existing policy, so that it is not a text of the library. */
export function isEdited({ newest }: Present, hash: string): boolean {
  const there = toHex(newest.hash);
  return there !== hash && !isAsInstalled(newest.yaml, there);
}

export async function planInstall(
  client: OrgClient,
  orgId: string,
  { documents, publish, replace }: { documents: readonly LibraryDocument[]; publish: boolean; replace: boolean },
): Promise<Planned[]> {
  const present = await findPresent(
    client,
    orgId,
    documents.map(({ name }) => name),
  );
  return documents.map((document): Planned => {
    const there = present.get(document.name) ?? null;
    const change = changeOf(document, there);
    const saves = change === "new" || change === "changed" || (change === "conflict" && replace);
    const waits = change === "unchanged" && there?.policy.activeVersion !== there?.newest.version;
    const outcome = publish && (saves || waits) ? "published" : saves ? "drafted" : "left";
    return { document, present: there, change, outcome };
  });
}

function changeOf({ hash }: LibraryDocument, there: Present | null): InstalledPolicy["change"] {
  if (!there) return "new";
  if (toHex(there.newest.hash) === hash) return "unchanged";
  return isEdited(there, hash) ? "conflict" : "changed";
}

/** Converts a plan to its wire format. @param saved the written version; absent when nothing was written */
export function toInstalled({ document, present, change, outcome }: Planned, saved?: Present): InstalledPolicy {
  const differs = present !== null && change !== "unchanged";
  const now = saved ?? (outcome === "left" || change === "unchanged" ? present : null);
  const policyId = (saved ?? present)?.policy.policyId;
  return {
    name: document.name,
    change,
    outcome,
    id: policyId === undefined ? null : encodeId("pol", policyId),
    version: now?.newest.version ?? null,
    hash: document.hash,
    before: present?.newest.yaml ?? null,
    after: document.yaml,
    diff: differs ? diffLines(present.newest.yaml, document.yaml) : "",
  };
}

/** Returns the hunks of a unified diff with three lines of context. */
function diffLines(before: string, after: string): string {
  const { hunks } = structuredPatch("", "", before, after, undefined, undefined, { context: 3 });
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines])
    .join("\n");
}
