import { createHmac, createPublicKey, verify } from "node:crypto";
import type { ModuleTools } from "@agentlattice/core/policy";
import type { OrgKeys } from "@agentlattice/db";

const FINGERPRINT_DIGITS = 16;
type DataKey = Pick<OrgKeys, "data">;
const made = new WeakMap<DataKey, ModuleTools>();

/** Returns the tools that pure modules need: keyed hashes and signature checks with the organisation's keys. */
export function moduleTools(keys: DataKey): ModuleTools {
  let tools = made.get(keys);
  if (!tools) {
    tools = {
      fingerprint: (value) =>
        createHmac("sha256", keys.data).update("al/fingerprint/v1\0").update(value).digest("hex").slice(0, FINGERPRINT_DIGITS),
      verifySignature,
    };
    made.set(keys, tools);
  }
  return tools;
}

/** Verifies Ed25519 and ECDSA signatures with node:crypto. @throws Error for an invalid key */
export const verifySignature: ModuleTools["verifySignature"] = ({ algorithm, publicKey, message, signature }) => {
  const key = createPublicKey(publicKey);
  const fits =
    algorithm === "ed25519"
      ? key.asymmetricKeyType === "ed25519"
      : key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1";
  return fits && verify(algorithm === "ed25519" ? null : "sha256", message, key, signature);
};
