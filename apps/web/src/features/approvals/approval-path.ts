/** The approval a path of the console is about, or `null` for the list. */
export function approvalIdIn(pathname: string): string | null {
  return /^\/approvals\/(apr_[0-9a-z]+)$/.exec(pathname)?.[1] ?? null;
}

/** Opens an approval, or the list, without asking the server for a page: everything about it comes from the API. */
export function showApproval(id: string | null, { replace }: { replace: boolean }): void {
  const href = (id ? `/approvals/${id}` : "/approvals") + window.location.search;
  if (replace) window.history.replaceState(null, "", href);
  else window.history.pushState(null, "", href);
}
