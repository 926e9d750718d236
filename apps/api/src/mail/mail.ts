import { createTransport } from "nodemailer";

export interface Message {
  readonly to: string;
  readonly subject: string;
  /** Body as plain text. */
  readonly text: string;
  readonly html?: string;
  /** Value of the header Message-ID, equal in every attempt. */
  readonly messageId?: string;
}

/** Sends messages through an SMTP server. */
export interface Mail {
  /** Sends a message. @throws Error when the server rejects it */
  send(message: Message): Promise<void>;
  close(): void;
}

/** Prevents answers of mailboxes that are out of office. */
const AUTOMATIC = { "Auto-Submitted": "auto-generated" };
const TIMEOUT_MS = 10_000;

/** @param url `smtp://user:password@host:587` or `smtps://…:465` @param from the sender, such as `AgentLattice <al@acme.test>` */
export function openMail({ url, from }: { url: string; from: string }): Mail {
  const transport = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Prevents user input from being read as a file path or URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    // An object prevents an address from being parsed as a list of addresses.
    send: async ({ to, ...message }) =>
      void (await transport.sendMail({ ...message, from, to: { name: "", address: to }, headers: AUTOMATIC })),
    close: () => transport.close(),
  };
}
