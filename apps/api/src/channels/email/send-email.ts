import { encodeId } from "@agentlattice/core";
import type { Deps } from "../../deps.ts";
import type { Message } from "../../mail/mail.ts";
import { sendToPerson } from "../notices/send-to-person.ts";
import type { AttemptResult } from "../outbox/attempt-result.ts";
import type { Claimed } from "../outbox/claim-turn.ts";
import { writeNoticeMail, writeTestMail } from "./write-email.ts";

const NO_SERVER: AttemptResult = { outcome: "MAIL_NOT_CONFIGURED", statusCode: null };
const PERMANENT = 500;

/** Sends the due messages of a person as one email. */
export function sendEmail(deps: Deps, orgId: string, userId: string, claimed: Claimed): Promise<AttemptResult[]> {
  return sendToPerson(deps, { orgId, userId, claimed }, async ({ to, notices, isMore, first }) => {
    const messageId = `<${encodeId("msg", first.message_id)}.${encodeId("usr", userId)}@${new URL(deps.env.AL_CONSOLE_URL).hostname}>`;
    const mail = notices.length === 0 ? writeTestMail(to) : await writeNoticeMail(notices, isMore, to);
    return send(deps, { ...mail, messageId });
  });
}

/** INVARIANT: neither the result nor a log contains the address, which the error of the mail server may. */
async function send({ mail }: Deps, message: Message): Promise<AttemptResult> {
  if (!mail) return NO_SERVER;
  try {
    await mail.send(message);
    return { outcome: "OK", statusCode: null };
  } catch (error) {
    const { responseCode, code } = error as { readonly responseCode?: number; readonly code?: string };
    if (typeof responseCode === "number")
      return { outcome: "MAIL_REFUSED", statusCode: responseCode, isFinal: responseCode >= PERMANENT && code === "EENVELOPE" };
    return { outcome: code === "ETIMEDOUT" ? "TIMEOUT" : "CONNECTION_FAILED", statusCode: null };
  }
}
