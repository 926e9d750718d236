import type { z } from "zod";
import type { DecisionAction } from "../evidence/decision-actions.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { Facts } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import type { SubmissionText } from "./submission-texts.ts";

/** A span of text in a submission: in a value or, with `part: "key"`, in the name of the member that `at` ends with. */
export interface SubmissionSpan {
  readonly at: Path;
  readonly part: "value" | "key";
  /** UTF-16 offsets in the text. Numbers are read as text. */
  readonly start: number;
  readonly end: number;
}

/**
 * Something a module found.
 * INVARIANT: contains the location and the kind, never the value.
 */
export interface ModuleFinding extends SubmissionSpan {
  /** The kind, such as `aws_access_key`. */
  readonly type: string;
  readonly category: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  /** 0 to 1. */
  readonly confidence: number;
  /** A keyed hash that recognises the same value without revealing it. */
  readonly fingerprint?: string;
}

/** A span of text and its replacement. */
export interface Edit extends SubmissionSpan {
  readonly text: string;
  /** True when `text` is a placeholder for exactly the replaced text and can be reversed. */
  readonly reversible?: true;
}

/** An obligation of the caller. An advisory one may be ignored. */
export interface ModuleObligation {
  readonly type: string;
  readonly params?: Readonly<Record<string, Json>>;
  readonly advisory?: true;
}

/** The result of a module for one request. */
export interface ModuleOutcome {
  readonly action: DecisionAction;
  readonly reason_codes: readonly string[];
  /** 0 to 100. */
  readonly risk: number;
  readonly findings?: readonly ModuleFinding[];
  /** Edits apply to what is stored and shown. The caller receives them when `action` is REDACT or TRANSFORM. */
  readonly edits?: readonly Edit[];
  /** Tools to remove from `tools` before the submission is stored or returned. */
  readonly hides?: readonly string[];
  /** Further obligations. The one that `action` implies (redact, transform, degrade) is added automatically. */
  readonly obligations?: readonly ModuleObligation[];
  /** One sentence for the agent, without values. */
  readonly message?: string;
}

/** Functions that pure code cannot provide. */
export interface ModuleTools {
  /** Returns a short hash, keyed by organisation. */
  readonly fingerprint: (value: string) => string;
  readonly verifySignature: (input: {
    readonly algorithm: "ed25519" | "ecdsa-p256-sha256";
    /** SPKI in PEM. */
    readonly publicKey: string;
    readonly message: Uint8Array;
    readonly signature: Uint8Array;
  }) => boolean;
}

/** Work that the modules of one request share: each part is computed by the first module that needs it. */
export interface ScanContext {
  texts?: readonly SubmissionText[];
}

export interface ModuleInput {
  readonly facts: Facts;
  readonly tools: ModuleTools;
  readonly scan: ScanContext;
}

export type EvaluateModule = (input: ModuleInput) => ModuleOutcome;

/** A stateless module: the same input gives the same outcome. A module that throws denies, unless `on_error` says otherwise. */
export interface PolicyModule<Schema extends z.ZodType = z.ZodType> {
  /** Its key in `spec.modules`. */
  readonly name: string;
  /** Created with `moduleConfig`, so that every module has `on_error`. */
  readonly schema: Schema;
  /** The reason of denials by this module. */
  readonly denial: DenialReason;
  compile(config: z.output<Schema>): EvaluateModule;
}

/** A module with its configuration. Never throws. */
export interface CompiledModule {
  readonly name: string;
  readonly denial: DenialReason;
  readonly evaluate: EvaluateModule;
}

/** Maximum number of findings per module and request. Beyond it the request is treated as too large and everything is removed. */
export const MAX_FINDINGS = 10_000;

/** The outcome of a module that has no effect. */
export const NOTHING: ModuleOutcome = { action: "ALLOW", reason_codes: [], risk: 0 };
