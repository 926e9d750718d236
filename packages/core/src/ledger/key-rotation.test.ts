import { createHash, createPublicKey, generateKeyPairSync, sign as nodeSign, verify as nodeVerify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { toBase64, utf8 } from "./bytes.ts";
import { openCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { formatRotation, type KeyRotation, parseRotation, signRotation } from "./key-rotation.ts";
import type { Ed25519Verify, Sha256 } from "./types.ts";
import { formatVkey } from "./vkey.ts";

const sha: Sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const verify: Ed25519Verify = (publicKey, message, signature) =>
  nodeVerify(null, message, createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" }), signature);

function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
  return { publicKey: raw, sign: (message: Uint8Array) => new Uint8Array(nodeSign(null, message, privateKey)) };
}
type Pair = ReturnType<typeof keyPair>;

const ORIGIN = "agentlattice.local/log/k3v9t2/g1";
const [first, second, third, thief] = [keyPair(), keyPair(), keyPair(), keyPair()];
const toSecond = signRotation(ORIGIN, 5, first, second);
const toThird = signRotation(ORIGIN, 9, second, third);
const vkeyOf = ({ publicKey }: Pair) => formatVkey(sha, { origin: ORIGIN, publicKey });
const head = (size: number, signer: Pair, rotations: readonly KeyRotation[]) =>
  signCheckpoint(sha, signer.sign, { origin: ORIGIN, size, root: sha(utf8("root")), publicKey: signer.publicKey, rotations });
const open = (note: string, trusted: Pair) => {
  const opened = openCheckpoint(sha, verify, { note, vkey: vkeyOf(trusted) });
  return opened.ok ? opened.size : opened.reason;
};

describe("a head after the key was replaced", () => {
  const note = head(12, third, [toSecond, toThird]);

  it("opens with each key before, and with the new one", () => {
    expect([first, second, third].map((key) => open(note, key))).toEqual([12, 12, 12]);
    expect(open(note, thief)).toBe("UNSIGNED");
  });

  it("leaves heads without a rotation as they were", () => {
    expect(head(5, first, [])).toMatch(/^agentlattice\.local\/log\/k3v9t2\/g1\n5\n[^\n]+\n\n/);
    expect(open(head(5, first, []), first)).toBe(5);
    expect(open(head(5, first, []), second)).toBe("UNSIGNED");
  });

  it.each<[string, string]>([
    [
      "a rotation that the old key did not sign",
      head(12, thief, [signRotation(ORIGIN, 5, { ...thief, publicKey: first.publicKey }, thief)]),
    ],
    [
      "a rotation that the new key did not sign",
      head(12, second, [signRotation(ORIGIN, 5, first, { ...thief, publicKey: second.publicKey })]),
    ],
    ["a rotation of another log", head(12, second, [signRotation("agentlattice.local/log/other/g1", 5, first, second)])],
    ["a rotation with another position", head(12, second, [{ ...toSecond, seq: 4 }])],
    ["a rotation after the head", head(5, second, [toSecond])],
    ["rotations in the wrong order", head(12, third, [toThird, toSecond])],
    ["a chain with a hole", head(12, third, [toThird])],
    [
      "rotations that go back in the log",
      head(12, third, [signRotation(ORIGIN, 9, first, second), signRotation(ORIGIN, 5, second, third)]),
    ],
    ["a chain that leads to another key", head(12, thief, [toSecond, toThird])],
  ])("is refused to the first key with %s", (_, forged) => {
    expect(open(forged, first)).toBe("UNSIGNED");
  });

  it.each(["key-rotation", "key-rotation 1 a b c", `key-rotation -1${" AAAA".repeat(4)}`, `key-rotation 1${" !".repeat(4)}`])(
    "is malformed with the line %s",
    (line) => {
      expect(parseRotation(line)).toBe("malformed");
      const body = `${ORIGIN}\n7\n${toBase64(sha(utf8("root")))}\n${line}\n`;
      expect(open(note.replace(/^[\s\S]*\n\n/, `${body}\n`), third)).toBe("MALFORMED");
    },
  );

  it("reads a line that it wrote, and ignores lines of other kinds", () => {
    expect(parseRotation(formatRotation(toSecond))).toEqual(toSecond);
    expect(parseRotation("witness policy 1")).toBeNull();
  });
});
