import { createTransport } from "nodemailer";

export interface Message {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Hands messages to an SMTP server. */
export interface Mail {
  /** @throws Error when the server did not take it */
  send(message: Message): Promise<void>;
  close(): void;
}

const TIMEOUT_MS = 10_000;

/** @param url `smtp://user:password@host:587` or `smtps://…:465` @param from the sender, such as `AgentLattice <al@acme.test>` */
export function openMail({ url, from }: { url: string; from: string }): Mail {
  const transport = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Nothing that somebody typed is ever read from a file or fetched from an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    // An object, not a text: no e-mail address is taken for a list of them.
    send: async ({ to, subject, text }) => void (await transport.sendMail({ from, to: { name: "", address: to }, subject, text })),
    close: () => transport.close(),
  };
}
