import { encodeId } from "@agentlattice/core";
import type { ClaimedDelivery } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import type { Message } from "../../mail/mail.ts";
import { readAddressee, readRequests } from "../notices/addressee.ts";
import { type AttemptResult, NOT_NEEDED } from "../outbox/attempt-result.ts";
import { writeRequestMail, writeTestMail } from "./write-email.ts";

const NO_SERVER: AttemptResult = { outcome: "MAIL_NOT_CONFIGURED", statusCode: null };
const PERMANENT = 500;

/**
 * Sends the due messages of a person as one e-mail. Requests that ended or that the person may not decide any more are left out.
 * INVARIANT: membership and eligibility are read at the time of the attempt, so a removed person receives nothing.
 */
export async function sendEmail(
  deps: Deps,
  orgId: string,
  userId: string,
  deliveries: readonly ClaimedDelivery[],
): Promise<AttemptResult[]> {
  const to = await readAddressee(deps, orgId, userId);
  if (!to) return deliveries.map(() => NOT_NEEDED);
  const requests = await readRequests(deps, orgId, to, deliveries);
  const needed = requests.filter((request) => request !== null);
  const isTest = deliveries.every(({ approval_id }) => approval_id === null);
  if (needed.length === 0 && !isTest) return deliveries.map(() => NOT_NEEDED);
  const first = deliveries[isTest ? 0 : requests.findIndex((request) => request !== null)] as ClaimedDelivery;
  const messageId = `<${encodeId("msg", first.message_id)}.${encodeId("usr", userId)}@${new URL(deps.env.AL_CONSOLE_URL).hostname}>`;
  const mail = isTest ? writeTestMail(to) : await writeRequestMail(needed, to);
  const result = await send(deps, { ...mail, messageId });
  return requests.map((request) => (request || isTest ? result : NOT_NEEDED));
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
