import { UsageError } from "../usage-error.ts";

/** Returns the id of an approval, or throws when it is not one. @throws UsageError */
export function approvalId(id: string): string {
  if (/^apr_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(id)) return id;
  throw new UsageError("Give the id of the request, which starts with apr_. agentlattice approvals list shows it.");
}
