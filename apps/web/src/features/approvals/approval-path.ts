import { writeUrl } from "#lib/navigation/write-url.ts";

/** Returns the approval id in a console path, or null for the list. */
export function approvalIdIn(pathname: string): string | null {
  return /^\/approvals\/(apr_[0-9a-z]+)$/.exec(pathname)?.[1] ?? null;
}

/** Opens an approval or the list without a server round trip. All its data comes from the API. */
export function showApproval(id: string | null, { replace }: { replace: boolean }): void {
  write(id ? `/approvals/${id}` : "/approvals", null, replace);
}

/** Makes a group of like requests the current row, without a server round trip. */
export function showGroup(key: string): void {
  write("/approvals", key, true);
}

function write(path: string, group: string | null, replace: boolean): void {
  const params = new URLSearchParams(window.location.search);
  params.delete("group");
  if (group !== null) params.set("group", group);
  writeUrl(`${path}${params.size > 0 ? `?${params}` : ""}`, { replace });
}
