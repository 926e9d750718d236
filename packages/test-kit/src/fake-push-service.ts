import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, randomUUID, verify } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A message that the push service accepted, as the browser decrypts it. */
export interface PushedMessage {
  readonly endpoint: string;
  readonly headers: IncomingHttpHeaders;
  /** The claims of the server's token. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A subscription of a browser, as `PushSubscription.toJSON()` returns it. */
export interface FakeSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/**
 * A push service of a browser's vendor. It accepts a message only with a valid token of the key with which the browser subscribed (RFC 8292),
 * and decrypts it as the browser does (RFC 8291).
 */
export interface FakePushService {
  readonly url: string;
  /** `host:port`, for AL_EGRESS_ALLOW. */
  readonly target: string;
  /** Messages by arrival. */
  readonly messages: PushedMessage[];
  /** Statuses of the next responses, then 201 again. */
  readonly statuses: number[];
  /** Subscribes a browser. @param serverKey the server's public key as base64url */
  subscribe(serverKey: string): FakeSubscription;
  close(): Promise<void>;
}

interface Browser {
  readonly serverKey: string;
  readonly ecdh: ECDH;
  readonly auth: Buffer;
}

interface FakePushOptions {
  readonly port?: number;
  readonly onMessage?: (message: PushedMessage) => void;
}

export async function startFakePushService({ port = 0, onMessage }: FakePushOptions = {}): Promise<FakePushService> {
  const browsers = new Map<string, Browser>();
  const messages: PushedMessage[] = [];
  const statuses: number[] = [];
  let url = "";
  const accept = async (path: string, headers: IncomingHttpHeaders, body: Buffer): Promise<number> => {
    const browser = browsers.get(path);
    if (!browser) return 410;
    const claims = verifyToken(headers.authorization ?? "", browser.serverKey, url);
    if (!claims) return 403;
    if (headers["content-encoding"] !== "aes128gcm" || !/^\d+$/.test(String(headers.ttl))) return 400;
    const status = statuses.shift() ?? 201;
    if (status === 201) {
      const message = { endpoint: url + path, headers, claims, text: decrypt(browser, body) };
      messages.push(message);
      onMessage?.(message);
    }
    return status;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      accept(request.url ?? "", request.headers, Buffer.concat(chunks)).then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(400).end(),
      );
    });
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url = `http://${target}`;
  return {
    url,
    target,
    messages,
    statuses,
    subscribe(serverKey) {
      const ecdh = createECDH("prime256v1");
      const p256dh = ecdh.generateKeys("base64url");
      const auth = randomBytes(16);
      const path = `/push/${randomUUID()}`;
      browsers.set(path, { serverKey, ecdh, auth });
      return { endpoint: url + path, keys: { p256dh, auth: auth.toString("base64url") } };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Returns the claims of `vapid t=<JWT>, k=<key>`; null when the token is not valid for this service or the key is not the subscribed one. */
function verifyToken(header: string, serverKey: string, audience: string): Record<string, unknown> | null {
  const { t = "", k = "" } = /^vapid t=(?<t>[^,]+), k=(?<k>[\w-]+)$/.exec(header)?.groups ?? {};
  if (k !== serverKey) return null;
  const point = Buffer.from(k, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const [head = "", payload = "", signature = ""] = t.split(".");
  const signed = Buffer.from(`${head}.${payload}`);
  if (!verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"))) return null;
  const [{ alg }, claims] = [head, payload].map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  const leftMs = claims.exp * 1_000 - Date.now();
  const isCurrent = leftMs > 0 && leftMs <= 24 * 3_600_000;
  return alg === "ES256" && claims.aud === audience && isCurrent && /^(mailto:|https:)/.test(claims.sub) ? claims : null;
}

const TAG_BYTES = 16;

/** Decrypts a message (RFC 8291 with the encoding of RFC 8188): salt, record size, key id, one record with padding. */
function decrypt({ ecdh, auth }: Browser, body: Buffer): string {
  const salt = body.subarray(0, 16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const record = body.subarray(21 + idLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), ecdh.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync("sha256", ecdh.computeSecret(sender), auth, info, 32));
  const derive = (purpose: string, bytes: number) => Buffer.from(hkdfSync("sha256", secret, salt, `Content-Encoding: ${purpose}\0`, bytes));
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  decipher.setAuthTag(record.subarray(-TAG_BYTES));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -TAG_BYTES)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString("utf8");
}
