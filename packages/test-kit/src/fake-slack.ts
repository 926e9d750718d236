import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface SlackCall {
  /** The method, such as `chat.postMessage`. */
  readonly method: string;
  readonly token: string | null;
  readonly form: Readonly<Record<string, string>>;
  /** The id of the message that the call posted; null for another call. */
  readonly ts: string | null;
}

interface SlackIdentity {
  readonly team: string;
  readonly user: string;
}

/** A server that speaks the protocol of Slack's Web API: form-encoded requests and JSON with `ok`. Its consent page links to the redirect URL. */
export interface FakeSlack {
  /** Value of AL_SLACK_API_URL. */
  readonly url: string;
  readonly target: string;
  readonly calls: SlackCall[];
  /** The status of the next responses, then 200 again. */
  readonly statuses: number[];
  /** The identities that codes of the OAuth step stand for. Each code is valid once. */
  readonly codes: Map<string, SlackIdentity>;
  close(): Promise<void>;
}

interface FakeSlackOptions {
  readonly port?: number;
  /** The account that is signed in to the consent page. */
  readonly visitor?: SlackIdentity;
}

export async function startFakeSlack({ port = 0, visitor }: FakeSlackOptions = {}): Promise<FakeSlack> {
  const calls: SlackCall[] = [];
  const statuses: number[] = [];
  const codes: FakeSlack["codes"] = new Map();
  let posted = 0;
  const answer = ({ method, form, ts }: SlackCall): object => {
    if (method === "oauth.v2.access") {
      const found = codes.get(form.code ?? "");
      codes.delete(form.code ?? "");
      return found
        ? { ok: true, team: { id: found.team }, authed_user: { id: found.user, access_token: "xoxp-not-kept" } }
        : { ok: false, error: "invalid_code" };
    }
    if (method === "chat.update") return { ok: true, channel: form.channel, ts: form.ts };
    return { ok: true, channel: form.channel, ts };
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://slack.test");
      if (url.pathname === "/oauth/v2/authorize") {
        const code = randomUUID();
        if (visitor) codes.set(code, visitor);
        response.writeHead(200, { "content-type": "text/html" }).end(consentPage(url.searchParams, code));
        return;
      }
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString("utf8")));
      const token = request.headers.authorization?.replace("Bearer ", "") ?? null;
      const method = (request.url ?? "").replace("/api/", "");
      const ts = method === "chat.postMessage" ? `1700000000.${String(++posted).padStart(6, "0")}` : null;
      const call = { method, token, form, ts };
      calls.push(call);
      const status = statuses.shift() ?? 200;
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(status === 200 ? answer(call) : { ok: false }));
    });
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${target}/api/`,
    target,
    calls,
    statuses,
    codes,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Returns the page on which a person allows or cancels the OAuth step. */
function consentPage(query: URLSearchParams, code: string): string {
  const back = (answer: Record<string, string>) => {
    const url = new URL(query.get("redirect_uri") ?? "");
    url.search = new URLSearchParams({ ...answer, state: query.get("state") ?? "" }).toString();
    return url.href.replaceAll("&", "&amp;");
  };
  return `<title>Slack</title><a href="${back({ code })}">Allow</a> <a href="${back({ error: "access_denied" })}">Cancel</a>`;
}

/** Returns the headers with which Slack signs a body. @param at seconds since the epoch */
export function signSlack(secret: string, body: string, at = Math.floor(Date.now() / 1_000)): Record<string, string> {
  return {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": String(at),
    "x-slack-signature": `v0=${createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex")}`,
  };
}
