import { z } from "zod";
import { utf8 } from "../../ledger/bytes.ts";
import { canonicalize } from "../../ledger/jcs.ts";
import { type EvaluateModule, type ModuleOutcome, type ModuleTools, NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";
import { findUndeclared, type Kind, type Used } from "./find-undeclared.ts";
import { isPublicKey, SIGNATURE_ALGORITHMS } from "./public-key.ts";

const name = z.string().min(1).max(256);
const MAX_ENTRIES = 512;

/** Who says that an entry is what it claims to be: a signature over the JCS of `{digest, kind, name, server, version}`. */
const provenance = z.strictObject({
  signer: name,
  /** Of the artefact, as the signer states it. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex"),
  /** base64; ECDSA in DER. */
  signature: z.base64().min(1).max(1024),
});

const entry = z.strictObject({
  name,
  /** Of a tool, its MCP server; of a model, its provider. */
  server: name.optional(),
  /** A call that names another version, or none, is not this one. */
  version: name.optional(),
  provenance: provenance.optional(),
});
const entries = z.array(entry).max(MAX_ENTRIES).optional();

const written = moduleConfig({
  models: entries,
  tools: entries,
  mcp_servers: entries,
  skills: entries,
  /** Tools that agents are not to know of: calling one is denied as if it were not there. */
  hidden: z.array(name).max(MAX_ENTRIES).optional(),
  /** Whether calling a hidden tool is answered like calling one that is not on the list, so that nobody learns that it is there. */
  conceal: z.boolean().optional(),
  /** What happens to what is not on its list; `deny` unless said. A kind without a list is not looked at. */
  unlisted: z.enum(["deny", "approve"]).optional(),
  /** Whether an entry needs provenance by a trusted signer. */
  strict: z.boolean().optional(),
  trusted_signers: z
    .array(z.strictObject({ id: name, algorithm: z.enum(SIGNATURE_ALGORITHMS), public_key: z.string().min(1).max(2048) }))
    .max(64)
    .optional(),
});

/** A key that could never verify anything is refused before it denies everything. */
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
    // INVARIANT: what a request leaves unknown is denied, also where a person decides about what is not listed.
    const undeclared = findUndeclared(facts.submission, used, isGoverned);
    if (undeclared) return refuse(UNLISTED[undeclared.kind].codes, undeclared.text);
    const missing: Kind[] = [];
    let isVouched = true;
    for (const one of used) {
      const list = config[one.kind];
      if (!list) continue;
      const found = list.find((candidate) => isListed(candidate, one));
      if (!found) missing.push(one.kind);
      else if ((found.provenance || config.strict) && !isProven(one.kind, found, tools)) isVouched = false;
    }
    const asks = missing.length > 0 ? unlisted(missing) : null;
    if (asks && config.unlisted !== "approve") return refuse(asks.codes, asks.text);
    if (!isVouched) return refuse(["PROVENANCE_INVALID"], "no trusted signer vouches for what is used");
    if (asks) return { action: "REQUIRE_APPROVAL", reason_codes: asks.codes, risk: 80, message: `${asks.text}.` };
    return filter(facts.submission.tools, hidden);
  };
}

/** All of what is not on its list, so that one answer says what there is to add. */
function unlisted(kinds: readonly Kind[]): { codes: readonly string[]; text: string } {
  return { codes: kinds.flatMap((kind) => UNLISTED[kind].codes), text: kinds.map((kind) => UNLISTED[kind].text).join("; ") };
}

/** Of the tools that an agent would be shown, those that it may know of. */
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

/** What a signer signs of an entry. */
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

/** Models, tools, MCP servers and skills on the list, in the version on the list, vouched for by whom the policy trusts. */
export const registry = { name: "registry", schema, denial: "REGISTRY_DENIED", compile } as const satisfies PolicyModule<typeof schema>;
