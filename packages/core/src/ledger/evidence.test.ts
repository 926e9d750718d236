import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { expect, test } from "vitest";
import { toHex } from "./bytes.ts";
import { checkEvidence, type EvidenceCrypto, evidenceChallenge, type RegisteredPasskey, trackPasskey } from "./evidence.ts";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const crypto: EvidenceCrypto = {
  sha256,
  fromBase64url: (text) => Buffer.from(text, "base64url"),
  verify: (spki, message, signature) =>
    verify(null, message, createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }), signature),
};
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const spki = publicKey.export({ format: "der", type: "spki" }).toString("base64url");
const site = sha256(Buffer.from("console.test"));
const passkey: RegisteredPasskey = { user: "usr_a", publicKey: spki, rp: toHex(site) };
const [seen, preview] = [sha256(Buffer.from("digest")), sha256(Buffer.from("preview"))];
const entry = { actor: { type: "user" as const, id: "usr_a" }, data: { digest: toHex(seen), seen: toHex(seen), preview: toHex(preview) } };

function assertion({ type = "webauthn.get", challenge = evidenceChallenge(sha256, seen, preview), rp = site, flags = 0x05 } = {}) {
  const client = Buffer.from(JSON.stringify({ type, challenge: Buffer.from(challenge).toString("base64url") }));
  const authenticator = Buffer.concat([rp, Buffer.from([flags, 0, 0, 0, 1])]);
  const signature = sign(null, Buffer.concat([authenticator, sha256(client)]), privateKey);
  const [clientDataJSON, authenticatorData, signed] = [client, authenticator, signature].map((bytes) => bytes.toString("base64url"));
  return { clientDataJSON: clientDataJSON ?? "", authenticatorData: authenticatorData ?? "", signature: signed ?? "" };
}

test("accepts the assertion of the registered passkey", () => {
  expect(checkEvidence(crypto, entry, assertion(), passkey)).toBeNull();
});

test.each<[string, () => string | null]>([
  ["NOT_AN_ASSERTION", () => checkEvidence(crypto, entry, null, passkey)],
  ["NOT_AN_ASSERTION", () => checkEvidence(crypto, entry, { ...assertion(), authenticatorData: "AAAA" }, passkey)],
  ["UNKNOWN_PASSKEY", () => checkEvidence(crypto, entry, assertion(), undefined)],
  ["OTHER_PERSON", () => checkEvidence(crypto, { ...entry, actor: { type: "user", id: "usr_b" } }, assertion(), passkey)],
  ["OTHER_DIGEST", () => checkEvidence(crypto, { ...entry, data: { ...entry.data, digest: "0".repeat(64) } }, assertion(), passkey)],
  ["WRONG_CHALLENGE", () => checkEvidence(crypto, { ...entry, data: { ...entry.data, preview: "0".repeat(64) } }, assertion(), passkey)],
  ["WRONG_CHALLENGE", () => checkEvidence(crypto, entry, assertion({ type: "webauthn.create" }), passkey)],
  ["WRONG_SITE", () => checkEvidence(crypto, entry, assertion({ rp: sha256(Buffer.from("evil.test")) }), passkey)],
  ["NOT_VERIFIED_USER", () => checkEvidence(crypto, entry, assertion({ flags: 0x01 }), passkey)],
  ["BAD_SIGNATURE", () => checkEvidence(crypto, entry, { ...assertion(), signature: Buffer.alloc(64).toString("base64url") }, passkey)],
])("refuses with %s", (failure, check) => expect(check()).toBe(failure));

test("lists passkeys from their registration to their removal", () => {
  const known = new Map<string, RegisteredPasskey>();
  trackPasskey(known, { data: { passkey: "psk_a", user: "usr_a", change: "registered", public_key: spki, rp: toHex(site) } });
  expect(known.get("psk_a")).toEqual(passkey);
  trackPasskey(known, { data: { passkey: "psk_a", user: "usr_a", change: "removed" } });
  expect(known.size).toBe(0);
});
