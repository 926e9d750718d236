import { z } from "zod";
import { toHex, utf8 } from "../../ledger/bytes.ts";
import { canonicalize } from "../../ledger/jcs.ts";
import { verifyStrict } from "../../ledger/strict-ed25519.ts";
import type { Ed25519Sign, Ed25519Verify, Sha256 } from "../../ledger/types.ts";
import { ACTION_PATTERN, ACTION_PATTERN_FORM } from "../../model/action-pattern.ts";

const mode = z.enum(["enforce", "monitor", "report_only"]);
const effect = z.enum(["allow", "deny"]);
const environments = z.strictObject({ prod: mode.optional(), staging: mode.optional(), dev: mode.optional() });

const ManifestSchema = z.strictObject({
  v: z.literal(1),
  org: z.string().min(1).max(64),
  epoch: z.number().int().min(0),
  policies: z.array(
    z.strictObject({
      id: z.string().min(1).max(64),
      name: z.string().min(1).max(128),
      version: z.number().int().min(1),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      mode,
    }),
  ),
  org_default: effect,
  environment_modes: environments,
  /** Environments with a default of their own. */
  environment_defaults: z.strictObject({ prod: effect.optional(), staging: effect.optional(), dev: effect.optional() }).optional(),
  /** Present when only actions without side effects are allowed. */
  plan_only: z.literal(true).optional(),
  /** Actions that the organisation declared free of side effects. By default names decide. */
  side_effect_free: z.array(z.string().max(128).regex(ACTION_PATTERN, ACTION_PATTERN_FORM)).min(1).max(256).optional(),
  /** Present when a change that may allow more needs a second reviewer. */
  review_widenings: z.literal(true).optional(),
});

/** The signed list of policy versions in force, by hash. `epoch` only grows, so an older manifest is recognised. */
export type Manifest = z.infer<typeof ManifestSchema>;

/** A stored policy version. */
export interface StoredPolicy {
  readonly id: string;
  readonly version: number;
  /** The canonical text, byte for byte. */
  readonly canonical: string;
}

export type Checked = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Returns the canonical text of a manifest, policies sorted by id, and the Ed25519 signature of its UTF-8 bytes. */
export function signManifest(sign: Ed25519Sign, manifest: Manifest): { readonly text: string; readonly signature: Uint8Array } {
  const policies = [...manifest.policies].sort((a, b) => (a.id < b.id ? -1 : 1));
  const text = canonicalize(ManifestSchema.parse({ ...manifest, policies }));
  return { text, signature: sign(utf8(text)) };
}

/**
 * Opens a stored manifest.
 * INVARIANT: nothing is parsed before the signature over exactly these bytes is verified.
 */
export function openManifest(
  verify: Ed25519Verify,
  publicKey: Uint8Array,
  text: string,
  signature: Uint8Array,
): { readonly ok: true; readonly manifest: Manifest } | { readonly ok: false; readonly reason: string } {
  if (!verifyStrict(verify, publicKey, utf8(text), signature))
    return { ok: false, reason: "the signature of the manifest does not verify" };
  const parsed = ManifestSchema.safeParse(readJson(text));
  if (!parsed.success) return { ok: false, reason: "the manifest is not one of ours" };
  const ids = new Set(parsed.data.policies.map((policy) => policy.id));
  return ids.size === parsed.data.policies.length
    ? { ok: true, manifest: parsed.data }
    : { ok: false, reason: "the manifest names a policy twice" };
}

/** Compares the stored policies with the manifest: none may be missing, added or changed. */
export function checkAgainstManifest(manifest: Manifest, rows: readonly StoredPolicy[], sha256: Sha256): Checked {
  const expected = new Map(manifest.policies.map((policy) => [policy.id, policy]));
  for (const row of rows) {
    const policy = expected.get(row.id);
    if (!policy) return { ok: false, reason: `${row.id} is stored and not in the manifest, or stored twice` };
    if (policy.version !== row.version)
      return { ok: false, reason: `${row.id} is stored at version ${row.version}, the manifest says ${policy.version}` };
    if (toHex(sha256(utf8(row.canonical))) !== policy.hash)
      return { ok: false, reason: `${row.id} is not what the manifest's hash covers` };
    expected.delete(row.id);
  }
  const [missing] = expected.keys();
  return missing === undefined ? { ok: true } : { ok: false, reason: `${missing} is in the manifest and not stored` };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
