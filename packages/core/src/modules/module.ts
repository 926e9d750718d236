import type { z } from "zod";
import type { DecisionAction } from "../evidence/decision-actions.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { Facts } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { Path } from "../model/path.ts";

/** Where a text stands in a submission: a value or, with `part: "key"`, the name of the member that `at` ends with. */
export interface Place {
  readonly at: Path;
  readonly part: "value" | "key";
  /** UTF-16 offsets in the text; a number is looked at as it is written. */
  readonly start: number;
  readonly end: number;
}

/** Something a module found. INVARIANT: it says where and what kind, never the value itself. */
export interface ModuleFinding extends Place {
  /** What it is, such as `aws_access_key`. */
  readonly type: string;
  readonly category: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  /** 0 to 1. */
  readonly confidence: number;
  /** Keyed, so that the same value is recognised again and cannot be guessed. */
  readonly fingerprint?: string;
}

/** A piece of text that must not leave the evaluation as it is, and what stands there instead. */
export interface Edit extends Place {
  readonly text: string;
  /** Whether `text` is a placeholder that stands for exactly what was here, to be turned back by whoever may. */
  readonly reversible?: true;
}

/** What the caller must do. One that is `advisory` may be left undone. */
export interface ModuleObligation {
  readonly type: string;
  readonly params?: Readonly<Record<string, Json>>;
  readonly advisory?: true;
}

/** What a module says about one request. */
export interface ModuleOutcome {
  readonly action: DecisionAction;
  readonly reason_codes: readonly string[];
  /** 0 to 100. */
  readonly risk: number;
  readonly findings?: readonly ModuleFinding[];
  /** Applied to what is stored and shown whatever `action` is; returned to the caller when it is REDACT or TRANSFORM. */
  readonly edits?: readonly Edit[];
  /** Names that are taken out of `tools` before the submission is stored or returned. */
  readonly hides?: readonly string[];
  /** The obligation of `action` itself (redact, transform, degrade) is added when it is not among them. */
  readonly obligations?: readonly ModuleObligation[];
  /** One sentence for the agent, without values. */
  readonly message?: string;
}

/** What pure code cannot do by itself. */
export interface ModuleTools {
  /** Short, keyed by the organisation, the same for the same value. */
  readonly fingerprint: (value: string) => string;
  readonly verifySignature: (input: {
    readonly algorithm: "ed25519" | "ecdsa-p256-sha256";
    /** SPKI, PEM. */
    readonly publicKey: string;
    readonly message: Uint8Array;
    readonly signature: Uint8Array;
  }) => boolean;
}

export interface ModuleInput {
  readonly facts: Facts;
  readonly tools: ModuleTools;
}

export type EvaluateModule = (input: ModuleInput) => ModuleOutcome;

/** A stateless module: the same input gives the same outcome. One that throws denies, unless its `on_error` says otherwise. */
export interface PolicyModule<Schema extends z.ZodType = z.ZodType> {
  /** Its key in `spec.modules`. */
  readonly name: string;
  /** Made with `moduleConfig`, so that every module takes `on_error`. */
  readonly schema: Schema;
  /** What a denial by this module is called. */
  readonly denial: DenialReason;
  compile(config: z.output<Schema>): EvaluateModule;
}

/** A module with its configuration in place. It never throws. */
export interface CompiledModule {
  readonly name: string;
  readonly denial: DenialReason;
  readonly evaluate: EvaluateModule;
}

/** What one module tells of one request. A request that holds more is answered like one that is too large; all of it is taken out. */
export const MAX_FINDINGS = 10_000;

/** The outcome of a module that has nothing to say. */
export const NOTHING: ModuleOutcome = { action: "ALLOW", reason_codes: [], risk: 0 };
