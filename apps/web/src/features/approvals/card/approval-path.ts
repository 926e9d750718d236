import { writeUrl } from "#lib/navigation/write-url.ts";
import type { Tab } from "../queue/use-queue-view.ts";

/** Returns the approval id in a console path, or null for the list. */
export function approvalIdIn(pathname: string): string | null {
  return /^\/approvals\/(apr_[0-9a-z]+)$/.exec(pathname)?.[1] ?? null;
}

/** Returns the key of the current row in the URL: the open approval, or the group. Null outside the approvals, and without a current row. */
export function currentRow(): string | null {
  const { pathname, search } = window.location;
  return approvalIdIn(pathname) ?? (pathname === "/approvals" ? new URLSearchParams(search).get("group") : null);
}

/** Opens an approval or the list without a server round trip. All its data comes from the API. */
export function showApproval(id: string | null, { replace }: { replace: boolean }): void {
  write(id ? `/approvals/${id}` : "/approvals", { group: null }, replace);
}

/** Makes a group of similar requests the current row, without a server round trip. Only pending requests are grouped. */
export function showGroup(key: string): void {
  write("/approvals", { group: key, tab: null }, true);
}

/** Shows a list with no open request, because an open one may belong to another list. */
export function showList(tab: Tab): void {
  write("/approvals", { group: null, tab: tab === "waiting" ? null : tab }, false);
}

function write(path: string, changes: Readonly<Record<string, string | null>>, replace: boolean): void {
  const params = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else params.set(name, value);
  }
  writeUrl(`${path}${params.size > 0 ? `?${params}` : ""}`, { replace });
}
