import type { Message } from "../mail/mail.ts";

export interface InvitationMail {
  readonly to: string;
  readonly orgName: string;
  /** Name of the inviter; absent when the inviter is no longer a member. */
  readonly inviter: string | undefined;
  readonly role: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** Builds the email as plain text, so that names cannot contain markup. */
export function writeInvitationMail({ to, orgName, inviter, role, link, expiresAt }: InvitationMail): Message {
  const until = `${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return {
    to,
    subject: `You are invited to ${orgName} on AgentLattice`,
    text: [
      `${inviter ?? "Somebody"} invites you to the organisation ${orgName} on AgentLattice, with the role ${role}.`,
      "",
      "Accept the invitation here:",
      link,
      "",
      `The link works once, for this email address only, until ${until}.`,
      "If you did not expect this invitation, ignore it.",
      "",
    ].join("\n"),
  };
}
