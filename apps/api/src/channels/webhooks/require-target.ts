import type { Deps } from "../../deps.ts";
import { EgressError } from "../../egress/egress-error.ts";
import { AppError } from "../../http/app-error.ts";

/**
 * Checks the target of a new URL. A name that does not resolve yet is accepted: every attempt checks the address again.
 * @param path of the URL in the body
 * @throws AppError EGRESS_REFUSED
 */
export async function requireTarget(deps: Deps, url: string, path = "url"): Promise<void> {
  try {
    await deps.egress.vet(new URL(url));
  } catch (error) {
    if (error instanceof EgressError && error.code === "NAME_NOT_RESOLVED") return;
    if (!(error instanceof EgressError)) throw error;
    throw new AppError("EGRESS_REFUSED", {
      detail: "Use an https URL with a public address. For a private target, add its host:port to AL_EGRESS_ALLOW of the server.",
      errors: [{ path, message: "must be an https URL with a public address" }],
    });
  }
}
