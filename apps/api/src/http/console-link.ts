import { encodeId } from "@agentlattice/core";

/** Returns the URL of a console page. `path` begins with a slash. */
export function consoleLink(consoleUrl: string, path: string): string {
  return consoleUrl.replace(/\/+$/, "") + path;
}

/** Returns the URL of the console page where people decide an approval. */
export function approvalLink(consoleUrl: string, approvalId: string): string {
  return consoleLink(consoleUrl, `/approvals/${encodeId("apr", approvalId)}`);
}
