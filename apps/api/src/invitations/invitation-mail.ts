import type { Message } from "../mail/mail.ts";

export interface InvitationMail {
  readonly to: string;
  readonly orgName: string;
  /** Absent: not a member any more. */
  readonly inviter: string | undefined;
  readonly role: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** Plain text only: names that people chose are text in it and nothing else. */
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
      `The link works once, for this e-mail address only, until ${until}.`,
      "If you did not expect it, do nothing: nobody joins without opening it.",
      "",
    ].join("\n"),
  };
}
