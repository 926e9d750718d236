import { createECDH } from "node:crypto";
import { expect, it } from "vitest";
import { deriveVapid } from "./vapid.ts";

const env = { AL_CONSOLE_URL: "http://localhost:3000", AL_PUSH_CONTACT: undefined };
const kek = Buffer.alloc(32, 7);

it("the keys are a P-256 pair, equal for one KEK and different for another", () => {
  const { publicKey, privateKey } = deriveVapid(kek, env);
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(privateKey, "base64url");
  expect(ecdh.getPublicKey("base64url")).toBe(publicKey);
  expect([publicKey.length, privateKey.length]).toEqual([87, 43]);
  expect(deriveVapid(kek, env)).toMatchObject({ publicKey });
  expect(deriveVapid(Buffer.alloc(32, 8), env).publicKey).not.toBe(publicKey);
});

it.each([
  [{ ...env }, "mailto:agentlattice@localhost"],
  [{ ...env, AL_CONSOLE_URL: "https://console.acme.test" }, "https://console.acme.test"],
  [{ ...env, AL_PUSH_CONTACT: "mailto:ops@acme.test" }, "mailto:ops@acme.test"],
])("the contact of %o is %s", (settings, contact) => {
  expect(deriveVapid(kek, settings).contact).toBe(contact);
});
