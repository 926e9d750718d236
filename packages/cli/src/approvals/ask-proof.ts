import type { Approval, ApprovalReview } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { askHidden } from "../login/prompt.ts";
import { UsageError } from "../usage-error.ts";

/** A fresh proof of identity, as members of the body of a decision. */
type ProofBody = { readonly password: string } | { readonly one_time_code: string };

const APP_CODE = /^\d{3} ?\d{3}$/;
const RECOVERY_CODE = /^[0-9a-z]{4}([- ][0-9a-z]{4}){2}$/i;

/**
 * Asks for the proof of identity that a decision needs, without echoing it. Returns an empty object when it needs none.
 * @throws UsageError when the decision needs a passkey, or without a terminal
 */
export async function askProof(
  { api }: ApiContext,
  verb: "approve" | "deny",
  approval: Approval | ApprovalReview,
): Promise<ProofBody | object> {
  if (!("step_up" in approval)) return {};
  const inConsole = `decide in the console: ${approval.approval_url}`;
  if (verb === "approve" && approval.evidence === "passkey")
    throw new UsageError(`This approval needs your passkey, which the command line cannot use. Instead, ${inConsole}`);
  if (!approval.step_up) return {};
  if (!process.stdin.isTTY)
    throw new UsageError(`This decision needs your password or a one-time code. Run the command on a terminal, or ${inConsole}`);
  const hasCodes = (await api.getTotp()).enrolled_at !== null;
  return parseProof(await askHidden(hasCodes ? "Password, one-time code or recovery code: " : "Password: "), hasCodes);
}

/**
 * Converts what the person entered. If the person has codes, a text with the form of a code is sent as one: passwords are longer than app
 * codes.
 */
export function parseProof(entered: string, hasCodes: boolean): ProofBody {
  const text = entered.trim();
  return hasCodes && (APP_CODE.test(text) || RECOVERY_CODE.test(text)) ? { one_time_code: text } : { password: entered };
}
