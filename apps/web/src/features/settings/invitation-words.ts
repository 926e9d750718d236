import type { Invitation } from "@agentlattice/contract";

/** Whether the e-mail with the link has left, for the list. */
export const MAIL: Readonly<Record<Invitation["mail"], string>> = {
  off: "not e-mailed",
  waiting: "e-mail is leaving",
  sent: "e-mailed",
  failed: "e-mail failed",
};

/** The same to whoever has just made the link. */
export function describeMail({ mail, email }: Pick<Invitation, "mail" | "email">): string {
  if (mail === "off") return `No mail server is set, so nothing was e-mailed. Send the link to ${email} yourself.`;
  if (mail === "failed") return `The e-mail to ${email} did not leave. Send the link yourself.`;
  return mail === "sent" ? `It was e-mailed to ${email}.` : `It is on its way to ${email} by e-mail.`;
}
