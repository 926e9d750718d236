/** Returns the approval id in a console path, or null for the list. */
export function approvalIdIn(pathname: string): string | null {
  return /^\/approvals\/(apr_[0-9a-z]+)$/.exec(pathname)?.[1] ?? null;
}

/** Opens an approval or the list without a server round trip. All its data comes from the API. */
export function showApproval(id: string | null, { replace }: { replace: boolean }): void {
  const href = (id ? `/approvals/${id}` : "/approvals") + window.location.search;
  if (replace) window.history.replaceState(null, "", href);
  else window.history.pushState(null, "", href);
}
