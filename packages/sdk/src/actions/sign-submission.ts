import { toHex, utf8 } from "@agentlattice/core/ledger";
import { AgentLatticeError } from "../errors.ts";
import { sha256 } from "../ledger/sha256.ts";
import type { Config } from "../transport/config.ts";
import { encodeBody } from "../transport/encode-body.ts";
import { readWhoami } from "../transport/read-result.ts";
import { type Answer, type Call, send } from "../transport/send.ts";
import { type AgentIdentity, importIdentity } from "./identity.ts";

/** Lifetime of a statement in seconds. It covers all attempts of a request. */
const LIFETIME_S = 240;
/** Maximum number of attempts to sign a submission, when other processes use the same key and take the next number first. */
const MAX_ATTEMPTS = 64;
const NONCE_BYTES = 16;

/** The signing state of an identity: the clients that share the identity share its sequence. */
interface Signer {
  readonly key: Promise<CryptoKey>;
  lastSequence: number;
  /** Settles when the last submission was answered. */
  turn: Promise<unknown>;
}

const signers = new WeakMap<AgentIdentity, Signer>();
const agentIds = new WeakMap<Config, Promise<string>>();

/**
 * Sends a submission, with a signed statement when the client has an identity. Signed submissions of one identity are sent one after the
 * other, because the server refuses a sequence number that is not above the last one. When another process has used the number, the
 * submission is signed again.
 */
export async function sendSubmission(config: Config, call: Call): Promise<Answer> {
  const { identity } = config;
  if (!identity) return send(config, call);
  const signer = signerOf(identity);
  const agent = await agentIdOf(config);
  const answer = signer.turn.then(() => {
    call.signal?.throwIfAborted();
    return sendSigned(config, call, signer, { agent, keyId: identity.keyId });
  });
  signer.turn = answer.catch(() => undefined);
  return answer;
}

async function sendSigned(config: Config, call: Call, signer: Signer, who: { agent: string; keyId: string }): Promise<Answer> {
  const digest = toHex(sha256(utf8(encodeBody(call.body))));
  for (let attempt = 1; ; attempt++) {
    const seq = signer.lastSequence + 1;
    const claims = { agent: who.agent, seq, nonce: mintNonce(), exp: Math.floor(Date.now() / 1_000) + LIFETIME_S, digest };
    const statement = await sign(await signer.key, who.keyId, claims);
    try {
      const answer = await send(config, { ...call, headers: { ...call.headers, "x-al-statement": statement } });
      signer.lastSequence = seq;
      return answer;
    } catch (error) {
      // A refusal uses no number. Without an answer the number may be used, and a submission that did not arrive leaves a gap.
      if (!isRefusal(error)) signer.lastSequence = seq;
      const last =
        error instanceof AgentLatticeError && error.code === "STATEMENT_REPLAYED" ? error.details.facts?.last_sequence : undefined;
      if (typeof last !== "number" || attempt >= MAX_ATTEMPTS) throw error;
      // Nothing was decided: the number was used by another process, or before this one started.
      signer.lastSequence = last;
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof AgentLatticeError && (error.details.status ?? 0) >= 400;
}

async function sign(key: CryptoKey, kid: string, claims: object): Promise<string> {
  const signed = `${encode({ alg: "EdDSA", typ: "al-statement+jwt", kid })}.${encode(claims)}`;
  const signature = await crypto.subtle.sign("Ed25519", key, new TextEncoder().encode(signed));
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

function signerOf(identity: AgentIdentity): Signer {
  const known = signers.get(identity);
  if (known) return known;
  const signer: Signer = { key: importIdentity(identity), lastSequence: 0, turn: Promise.resolve() };
  // An unusable key is reported by the submission that needs it.
  signer.key.catch(() => undefined);
  signers.set(identity, signer);
  return signer;
}

/** Returns the id of the agent that the API key belongs to. It is asked once per client. */
async function agentIdOf(config: Config): Promise<string> {
  const known = agentIds.get(config) ?? fetchAgentId(config);
  agentIds.set(config, known);
  return known;
}

async function fetchAgentId(config: Config): Promise<string> {
  try {
    const { agentId } = readWhoami((await send(config, { method: "GET", path: "/whoami" })).body);
    if (agentId === undefined) throw new AgentLatticeError("INVALID_OPTION", "Only an agent's key can submit actions.");
    return agentId;
  } catch (error) {
    agentIds.delete(config);
    throw error;
  }
}

function mintNonce(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
}

function encode(value: object): string {
  return base64url(new TextEncoder().encode(JSON.stringify(value)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
