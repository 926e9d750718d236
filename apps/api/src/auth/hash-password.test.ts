import { describe, expect, it } from "vitest";
import { checkPassword, hashPassword } from "./hash-password.ts";

describe("a stored password", () => {
  it("contains its cost and its salt, and is never the same twice", async () => {
    const [one, two] = await Promise.all([hashPassword("secret"), hashPassword("secret")]);
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}$/);
    expect(one).not.toBe(two);
  });

  it("matches every encoding of the same characters", async () => {
    const stored = await hashPassword("caf\u00e9");
    expect(await checkPassword("caf\u00e9", stored)).toBe(true);
    expect(await checkPassword("cafe\u0301", stored)).toBe(true);
    expect(await checkPassword("cafe", stored)).toBe(false);
  });

  it.each([null, "", "plain", "$scrypt$ln=15,r=8,p=3$$", "$argon2id$v=19$m=1$x$y"])(
    "that is malformed (%s) matches nothing",
    async (stored) => {
      expect(await checkPassword("", stored)).toBe(false);
    },
  );

  it("keeps its own cost when the default is raised", async () => {
    const cheaper = "$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA==$";
    const { scryptSync } = await import("node:crypto");
    const key = scryptSync("secret", Buffer.alloc(16), 32, { N: 16, r: 8, p: 1 }).toString("base64");
    expect(await checkPassword("secret", cheaper + key)).toBe(true);
  });
});
