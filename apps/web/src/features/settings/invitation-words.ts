import type { Invitation } from "@agentlattice/contract";

/** The delivery status of the invitation e-mail, for the list. */
export const MAIL: Readonly<Record<Invitation["mail"], string>> = {
  off: "not e-mailed",
  waiting: "sending e-mail",
  sent: "e-mailed",
  failed: "e-mail failed",
};

/** Describes the delivery status for the person who created the link. */
export function describeMail({ mail, email }: Pick<Invitation, "mail" | "email">): string {
  if (mail === "off") return `No mail server is configured. Send the link to ${email} yourself.`;
  if (mail === "failed") return `The e-mail to ${email} could not be sent. Send the link yourself.`;
  return mail === "sent" ? `The link was e-mailed to ${email}.` : `The link is being e-mailed to ${email}.`;
}
