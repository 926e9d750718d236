import { createHash, createPrivateKey, createPublicKey, sign as nodeSign, verify as nodeVerify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, fromBase64, toBase64, utf8 } from "./bytes.ts";
import { checkpointBody, openCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { verifyStrict } from "./strict-ed25519.ts";
import type { Ed25519Sign, Ed25519Verify, Sha256 } from "./types.ts";
import { formatVkey, keyId, parseVkey } from "./vkey.ts";

const sha: Sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

function keyPair(seed: number) {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.alloc(32, seed)]), format: "der", type: "pkcs8" });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32));
  const sign: Ed25519Sign = (message) => new Uint8Array(nodeSign(null, message, key));
  return { publicKey, sign };
}
const verify: Ed25519Verify = (publicKey, message, signature) =>
  nodeVerify(null, message, createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" }), signature);

const ORIGIN = "agentlattice.local/log/k3v9t2/g1";
const ours = keyPair(1);
const vkey = formatVkey(sha, { origin: ORIGIN, publicKey: ours.publicKey });
const root = sha(utf8("root"));
const note = signCheckpoint(sha, ours.sign, { origin: ORIGIN, size: 7, root, publicKey: ours.publicKey });
const open = (text: string, key = vkey) => openCheckpoint(sha, verify, { note: text, vkey: key });
const sealed = (body: string) =>
  `${body}\n\u2014 ${ORIGIN} ${toBase64(concatBytes(keyId(sha, ORIGIN, ours.publicKey), ours.sign(utf8(body))))}\n`;

describe("the vkey of C2SP signed-note", () => {
  it("reads the example of the specification and writes it back", () => {
    const text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const parsed = parseVkey(sha, text);
    expect(parsed?.origin).toBe("PeterNeumann");
    expect(parsed && formatVkey(sha, parsed)).toBe(text);
  });

  it("opens the signed example of the Go checksum database's note package", () => {
    const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    const key = parseVkey(sha, "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    const bytes = fromBase64(signature) as Uint8Array;
    expect(Array.from(bytes.subarray(0, 4))).toEqual([0xc7, 0x4f, 0x20, 0xa3]);
    expect(key && verify(key.publicKey, utf8(text), bytes.subarray(4))).toBe(true);
  });

  it.each([
    ["empty", ""],
    ["no key", ORIGIN],
    ["a wrong key id", vkey.replace(/\+[0-9a-f]{8}\+/, "+00000000+")],
    ["upper case key id", vkey.replace(/\+([0-9a-f]{8})\+/, (_, id: string) => `+${id.toUpperCase()}+`)],
    ["another origin", `x${vkey}`],
    ["white space around", ` ${vkey}`],
    ["a newline after", `${vkey}\n`],
    ["unpadded or longer base64", `${vkey}=`],
    ["another algorithm", `${ORIGIN}+${vkey.split("+")[1]}+${toBase64(concatBytes(Uint8Array.of(4), ours.publicKey))}`],
  ])("refuses %s", (_, text) => {
    expect(parseVkey(sha, text)).toBeNull();
  });
});

describe("openCheckpoint", () => {
  it("opens the result of signCheckpoint, which is deterministic", () => {
    expect(note).toBe(sealed(checkpointBody({ origin: ORIGIN, size: 7, root })));
    expect(note).toMatch(
      /^agentlattice\.local\/log\/k3v9t2\/g1\n7\n[A-Za-z0-9+/]{43}=\n\n\u2014 agentlattice\.local\/log\/k3v9t2\/g1 \S+\n$/,
    );
    expect(open(note)).toEqual({ ok: true, origin: ORIGIN, size: 7, root, rotations: 0 });
  });

  it("ignores lines of other keys, also under our name, and signed extension lines", () => {
    const other = keyPair(2);
    const foreign = `\u2014 witness.example ${toBase64(concatBytes(Uint8Array.of(1, 2, 3, 4), new Uint8Array(72)))}\n`;
    const rotated = signCheckpoint(sha, other.sign, { origin: ORIGIN, size: 7, root, publicKey: other.publicKey }).split(
      "\n\n",
    )[1] as string;
    expect(open(`${note}${foreign}${rotated}`).ok).toBe(true);
    expect(open(`${note.split("\n\n")[0]}\n\n${rotated}${foreign}${note.split("\n\n")[1]}`).ok).toBe(true);
    expect(open(sealed(`${checkpointBody({ origin: ORIGIN, size: 7, root })}extension\n`)).ok).toBe(true);
  });

  it.each([
    ["a changed size", note.replace("\n7\n", "\n8\n"), "BAD_SIGNATURE"],
    ["only other signatures", note.replace(/\u2014 .*\n$/, "\u2014 w.example AAAAAAAA\n"), "UNSIGNED"],
    ["our line twice", `${note}${note.split("\n\n")[1]}`, "MALFORMED"],
    ["no signature block", note.split("\n\n")[0] as string, "MALFORMED"],
    ["no final newline", note.slice(0, -1), "MALFORMED"],
    ["a carriage return", note.replaceAll("\n", "\r\n"), "MALFORMED"],
    ["an unreadable extra line", `${note}signed by me\n`, "MALFORMED"],
    ["a size with leading zero", sealed(`${ORIGIN}\n07\n${toBase64(root)}\n`), "MALFORMED"],
    ["a size beyond 2^53", sealed(`${ORIGIN}\n9007199254740993\n${toBase64(root)}\n`), "MALFORMED"],
    ["a short root", sealed(`${ORIGIN}\n7\n${toBase64(root.subarray(1))}\n`), "MALFORMED"],
    ["base64 with stray bits", sealed(`${ORIGIN}\n7\n${toBase64(root).replace(/.=$/, "Z=")}\n`), "MALFORMED"],
    ["an empty extension line", sealed(`${ORIGIN}\n7\n${toBase64(root)}\n\nx\n`), "MALFORMED"],
    ["another log of ours", sealed(`${ORIGIN.replace("g1", "g2")}\n7\n${toBase64(root)}\n`), "WRONG_ORIGIN"],
    ["nothing", "", "MALFORMED"],
  ])("refuses %s", (_, text, reason) => {
    expect(open(text)).toEqual({ ok: false, reason });
  });

  it("reads the log and the key from the caller only", () => {
    const mallory = keyPair(3);
    const forged = signCheckpoint(sha, mallory.sign, { origin: ORIGIN, size: 7, root, publicKey: mallory.publicKey });
    expect(open(forged)).toEqual({ ok: false, reason: "UNSIGNED" });
    expect(open(note, "nonsense")).toEqual({ ok: false, reason: "BAD_VKEY" });
    const disguised = forged.replace(/\u2014 (\S+) (\S+)/, (_, name: string, line: string) => {
      const bytes = fromBase64(line) as Uint8Array;
      return `\u2014 ${name} ${toBase64(concatBytes(keyId(sha, ORIGIN, ours.publicKey), bytes.subarray(4)))}`;
    });
    expect(open(disguised)).toEqual({ ok: false, reason: "BAD_SIGNATURE" });
  });

  it("refuses any change of one character", () => {
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.integer({ min: 1, max: 0x7e }), (at, shift) => {
        const code = ((note.charCodeAt(at) + shift) % 0x7f) | 0;
        const changed = `${note.slice(0, at)}${String.fromCharCode(code)}${note.slice(at + 1)}`;
        expect(changed === note || !open(changed).ok).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("does not sign a note that cannot be opened", () => {
    const head = { origin: ORIGIN, size: 7, root };
    for (const bad of [
      { ...head, origin: "a b" },
      { ...head, origin: "" },
      { ...head, size: -1 },
      { ...head, size: 0.5 },
      { ...head, root: new Uint8Array(31) },
    ]) {
      expect(() => checkpointBody(bad)).toThrow(RangeError);
    }
  });
});

describe("strict Ed25519, through a checkpoint", () => {
  const body = checkpointBody({ origin: ORIGIN, size: 7, root });
  const good = ours.sign(utf8(body));
  const withSignature = (signature: Uint8Array) =>
    `${body}\n\u2014 ${ORIGIN} ${toBase64(concatBytes(keyId(sha, ORIGIN, ours.publicKey), signature))}\n`;
  const replaced = (at: number, bytes: Uint8Array) => {
    const signature = good.slice();
    signature.set(bytes, at);
    return signature;
  };
  const little = (value: bigint) => Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
  const L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const P = 2n ** 255n - 19n;
  const s = good.subarray(32).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const SMALL_ORDER = [
    little(0n),
    little(1n),
    little(P - 1n),
    little(1n << 255n),
    little((1n << 255n) | (P - 1n)),
    Buffer.from("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "hex"),
    Buffer.from("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", "hex"),
    Buffer.from("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "hex"),
    Buffer.from("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", "hex"),
  ];
  const NOT_CANONICAL = [little(P), little(P + 1n), little(P + 3n), little(2n ** 255n - 1n), little(2n ** 256n - 1n)];

  it("accepts a valid signature", () => {
    expect(open(withSignature(good)).ok).toBe(true);
  });

  it.each<readonly [string, Uint8Array]>([
    ["S + L", replaced(32, little(s + L))],
    ["S + 2L", replaced(32, little(s + 2n * L))],
    ["S = L", replaced(32, little(L))],
    ["S with high bits", replaced(63, Uint8Array.of((good[63] as number) | 0xe0))],
    ["63 bytes", good.subarray(0, 63)],
    ["65 bytes", concatBytes(good, Uint8Array.of(0))],
    ["zeros", new Uint8Array(64)],
    ...SMALL_ORDER.map((point, i) => [`R of small order ${i}`, replaced(0, point)] as const),
    ...NOT_CANONICAL.map((point, i) => [`R not canonical ${i}`, replaced(0, point)] as const),
  ])("refuses a signature with %s", (_, signature) => {
    expect(open(withSignature(signature))).toEqual({ ok: false, reason: "BAD_SIGNATURE" });
  });

  it("refuses them before the library verifies", () => {
    const lax: Ed25519Verify = () => true;
    for (const signature of [
      replaced(32, little(s + L)),
      ...SMALL_ORDER.map((point) => replaced(0, point)),
      ...NOT_CANONICAL.map((point) => replaced(0, point)),
    ]) {
      expect(openCheckpoint(sha, lax, { note: withSignature(signature), vkey }).ok).toBe(false);
    }
  });

  it("does not modify the bytes, even of a Buffer", () => {
    const publicKey = Buffer.from(ours.publicKey);
    const signature = Buffer.from(good);
    signature[31] = (signature[31] as number) | 0x80;
    const before = signature.toString("hex");
    verifyStrict(() => true, publicKey, utf8(body), signature);
    expect([publicKey.toString("hex"), signature.toString("hex")]).toEqual([Buffer.from(ours.publicKey).toString("hex"), before]);
  });

  it("refuses keys of small order and keys that are not canonical", () => {
    for (const publicKey of [...SMALL_ORDER, ...NOT_CANONICAL])
      expect(parseVkey(sha, formatVkey(sha, { origin: ORIGIN, publicKey }))).toBeNull();
  });

  it("refuses base64 in any other spelling", () => {
    const line = /(\u2014 \S+ )(\S+)\n$/;
    const [, , base64] = line.exec(note) as unknown as [string, string, string];
    for (const spelled of [
      base64.replace(/=+$/, ""),
      `${base64}=`,
      base64.replaceAll("+", "-").replaceAll("/", "_"),
      `${base64.slice(0, 8)} ${base64.slice(8)}`,
    ]) {
      if (spelled !== base64) expect(open(note.replace(line, `$1${spelled}\n`)).ok).toBe(false);
    }
  });
});
