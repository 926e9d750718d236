import type { Invitation } from "@agentlattice/contract";

/** The delivery status of the invitation email, for the list. */
export const MAIL: Readonly<Record<Invitation["mail"], string>> = {
  off: "not emailed",
  waiting: "sending email",
  sent: "emailed",
  failed: "email failed",
};

/** Describes the delivery status for the person who created the link. */
export function describeMail({ mail, email }: Pick<Invitation, "mail" | "email">): string {
  if (mail === "off") return `No mail server is configured. Send the link to ${email} yourself.`;
  if (mail === "failed") return `The email to ${email} could not be sent. Send the link yourself.`;
  return mail === "sent" ? `The link was emailed to ${email}.` : `The link is being emailed to ${email}.`;
}
