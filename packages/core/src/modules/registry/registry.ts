import { z } from "zod";
import { utf8 } from "../../ledger/bytes.ts";
import { canonicalize } from "../../ledger/jcs.ts";
import { type EvaluateModule, type ModuleOutcome, type ModuleTools, NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";
import { findUndeclared, type Kind, type Used } from "./find-undeclared.ts";
import { isPublicKey, SIGNATURE_ALGORITHMS } from "./public-key.ts";

const name = z.string().min(1).max(256);
const MAX_ENTRIES = 512;

/** The signature of a trusted signer over the JCS of `{digest, kind, name, server, version}`. */
const provenance = z.strictObject({
  signer: name,
  /** Digest of the artefact, as the signer states it. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex"),
  /** Base64; ECDSA in DER. */
  signature: z.base64().min(1).max(1024),
});

const entry = z.strictObject({
  name,
  /** The MCP server of a tool, or the provider of a model. */
  server: name.optional(),
  /** A call with another version, or without one, does not match. */
  version: name.optional(),
  provenance: provenance.optional(),
});
const entries = z.array(entry).max(MAX_ENTRIES).optional();

const written = moduleConfig({
  models: entries,
  tools: entries,
  mcp_servers: entries,
  skills: entries,
  /** Tools that agents must not see. Calling one is denied. */
  hidden: z.array(name).max(MAX_ENTRIES).optional(),
  /** True when a call to a hidden tool gets the same answer as one to an unlisted tool, which conceals its existence. */
  conceal: z.boolean().optional(),
  /** The action for unlisted items, `deny` by default. Kinds without a list are not checked. */
  unlisted: z.enum(["deny", "approve"]).optional(),
  /** True when an entry needs provenance by a trusted signer. */
  strict: z.boolean().optional(),
  trusted_signers: z
    .array(z.strictObject({ id: name, algorithm: z.enum(SIGNATURE_ALGORITHMS), public_key: z.string().min(1).max(2048) }))
    .max(64)
    .optional(),
});

/** Refuses keys that could never verify a signature and would deny everything. */
const schema = written.superRefine(({ trusted_signers: signers = [] }, context) => {
  const refuse = (i: number, key: string, message: string) =>
    context.addIssue({ code: "custom", path: ["trusted_signers", i, key], message });
  for (const [i, { id, algorithm, public_key }] of signers.entries()) {
    if (signers.findIndex((other) => other.id === id) < i) refuse(i, "id", "another signer has this id");
    if (!isPublicKey(algorithm, public_key))
      refuse(i, "public_key", `must be a public key of ${algorithm} in PEM (SPKI): it begins with -----BEGIN PUBLIC KEY-----`);
  }
});
type Config = z.output<typeof schema>;
type Entry = z.output<typeof entry>;

const UNLISTED: Readonly<Record<Kind, { codes: readonly string[]; text: string }>> = {
  models: { codes: ["MODEL_NOT_ALLOWED", "MODEL_NOT_ALLOWLISTED"], text: "this model is not on the list" },
  tools: { codes: ["TOOL_NOT_ALLOWED"], text: "this tool is not on the list, or not in this version" },
  mcp_servers: { codes: ["MCP_SERVER_NOT_ALLOWED"], text: "this MCP server is not on the list" },
  skills: { codes: ["SKILL_NOT_ALLOWED"], text: "this skill is not on the list" },
};

function compile(config: Config): EvaluateModule {
  const hidden = new Set(config.hidden);
  const isGoverned = (kind: Kind) => config[kind] !== undefined || (kind === "tools" && hidden.size > 0);
  const proven = new Map<Entry, boolean>();
  const isProven = (kind: Kind, of: Entry, tools: ModuleTools): boolean => {
    let is = proven.get(of);
    if (is === undefined) {
      is = verifyProvenance(config, kind, of, tools);
      proven.set(of, is);
    }
    return is;
  };
  return ({ facts, tools }) => {
    const used = usedBy(facts.submission);
    if (used.some((one) => one.kind === "tools" && hidden.has(one.name)))
      return config.conceal ? refuse(UNLISTED.tools.codes, UNLISTED.tools.text) : refuse(["TOOL_HIDDEN"], "there is no such tool");
    // INVARIANT: undeclared items are denied, even where unlisted items require approval.
    const undeclared = findUndeclared(facts.submission, used, isGoverned);
    if (undeclared) return refuse(UNLISTED[undeclared.kind].codes, undeclared.text);
    const missing: Kind[] = [];
    let isSigned = true;
    for (const one of used) {
      const list = config[one.kind];
      if (!list) continue;
      const found = list.find((candidate) => isListed(candidate, one));
      if (!found) missing.push(one.kind);
      else if ((found.provenance || config.strict) && !isProven(one.kind, found, tools)) isSigned = false;
    }
    const asks = missing.length > 0 ? unlisted(missing) : null;
    if (asks && config.unlisted !== "approve") return refuse(asks.codes, asks.text);
    if (!isSigned) return refuse(["PROVENANCE_INVALID"], "no trusted signer has signed the item in use");
    if (asks) return { action: "REQUIRE_APPROVAL", reason_codes: asks.codes, risk: 80, message: `${asks.text}.` };
    return filter(facts.submission.tools, hidden);
  };
}

/** Names all unlisted items in one answer. */
function unlisted(kinds: readonly Kind[]): { codes: readonly string[]; text: string } {
  return { codes: kinds.flatMap((kind) => UNLISTED[kind].codes), text: kinds.map((kind) => UNLISTED[kind].text).join("; ") };
}

/** Removes hidden tools from the list that an agent would see. */
function filter(tools: unknown, hidden: ReadonlySet<string>): ModuleOutcome {
  const hides = Array.isArray(tools) ? tools.filter((name): name is string => typeof name === "string" && hidden.has(name)) : [];
  return hides.length === 0 ? NOTHING : { action: "TRANSFORM", reason_codes: ["TOOLS_FILTERED"], risk: 0, hides };
}

function refuse(codes: readonly string[], text: string): ModuleOutcome {
  return { action: "DENY", reason_codes: codes, risk: 100, message: `${text}.` };
}

function usedBy(submission: Parameters<EvaluateModule>[0]["facts"]["submission"]): Used[] {
  const tool = submission.tool as { name: string; server?: string; version?: string } | undefined;
  const model = submission.model as { name: string; provider?: string } | undefined;
  const { skill } = submission;
  return [
    ...(model ? [{ kind: "models" as const, name: model.name, server: model.provider }] : []),
    ...(tool ? [{ kind: "tools" as const, name: tool.name, server: tool.server, version: tool.version }] : []),
    ...(tool?.server === undefined ? [] : [{ kind: "mcp_servers" as const, name: tool.server }]),
    ...(typeof skill === "string" ? [{ kind: "skills" as const, name: skill }] : []),
  ];
}

function isListed(candidate: Entry, used: Used): boolean {
  if (candidate.name !== used.name || (candidate.server !== undefined && candidate.server !== used.server)) return false;
  return candidate.version === undefined || candidate.version === used.version;
}

/** Returns the bytes that a signer signs for an entry. */
export function provenanceMessage(kind: Kind, { name, server, version, provenance }: Entry): Uint8Array {
  return utf8(canonicalize({ kind, name, server: server ?? null, version: version ?? null, digest: provenance?.digest ?? null }));
}

function verifyProvenance(config: Config, kind: Kind, of: Entry, tools: ModuleTools): boolean {
  const signer = config.trusted_signers?.find(({ id }) => id === of.provenance?.signer);
  if (!signer || !of.provenance) return false;
  const signature = Uint8Array.from(atob(of.provenance.signature), (char) => char.charCodeAt(0));
  const { algorithm, public_key: publicKey } = signer;
  return tools.verifySignature({ algorithm, publicKey, message: provenanceMessage(kind, of), signature });
}

/** Allows only listed models, tools, MCP servers and skills, in the listed version and with trusted provenance. */
export const registry = { name: "registry", schema, denial: "REGISTRY_DENIED", compile } as const satisfies PolicyModule<typeof schema>;
