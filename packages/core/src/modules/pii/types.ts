import type { Span } from "../../text/base64.ts";

export const PII_TYPES = ["email", "phone", "card", "iban", "us_ssn", "ip_address", "passport", "address", "date_of_birth"] as const;
export type PiiType = (typeof PII_TYPES)[number];

/** A piece of personal data in a text. */
export interface PiiHit extends Span {
  readonly type: PiiType;
  /** 0 to 1. */
  readonly confidence: number;
}

/** What the name of a text says about its value. */
export type Hint = Exclude<PiiType, "email" | "iban" | "card"> | "version" | "reference" | "none";
