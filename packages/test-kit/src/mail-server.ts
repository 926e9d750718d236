import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The whole message, with quoted-printable parts decoded. */
  readonly text: string;
}

/** A mail server that speaks SMTP. */
export interface MailServer {
  /** Value of SMTP_URL. */
  readonly url: string;
  /** Messages by arrival. */
  readonly mails: ReceivedMail[];
  /** Replies to the next messages, then they are accepted again. */
  readonly refusals: { readonly code: number; readonly stage: "recipient" | "data" }[];
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const refusals: MailServer["refusals"] = [];
  const refuse = (stage: "recipient" | "data") => {
    if (refusals[0]?.stage !== stage) return null;
    return Object.assign(new Error("not now"), { responseCode: refusals.shift()?.code });
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo: (_address, _session, done) => done(refuse("recipient")),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const refusal = refuse("data");
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        if (!refusal) mails.push({ from, to: rcptTo.map(({ address }) => address), text: decode(Buffer.concat(chunks)) });
        done(refusal);
      });
    },
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    refusals,
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}

function decode(message: Buffer): string {
  const bytes = message
    .toString("latin1")
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
