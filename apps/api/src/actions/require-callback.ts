import type { Environment } from "@agentlattice/contract";
import type { OrgConfig } from "../config/org-config.ts";
import { AppError } from "../http/app-error.ts";

/**
 * Checks that a submission's callback is a webhook that receives events of this environment. Otherwise the agent would wait for a message that
 * never comes.
 * @throws AppError CALLBACK_UNKNOWN
 */
export function requireCallback(
  { callbacks }: Pick<OrgConfig, "callbacks">,
  { environment }: { readonly environment: Environment },
  callback: string | undefined,
): void {
  if (callback === undefined || callbacks.get(callback)?.includes(environment)) return;
  throw new AppError("CALLBACK_UNKNOWN", {
    detail: "No enabled webhook of this environment has that name. Ask an admin to create it under Settings → Channels, or omit callback.",
    errors: [{ path: "callback", message: "must be the name of an enabled webhook of this environment" }],
  });
}
