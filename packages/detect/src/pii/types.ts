import type { Finding } from "../findings.ts";

/** Identifiers of single countries. They are off unless a policy names them. */
export const NATIONAL_IDS = [
  "uk_nino",
  "uk_nhs",
  "ca_sin",
  "nl_bsn",
  "pl_pesel",
  "es_dni",
  "br_cpf",
  "in_aadhaar",
  "it_codice_fiscale",
] as const;
export type NationalId = (typeof NATIONAL_IDS)[number];

/** Types that are on by default. */
export const COMMON_PII = ["email", "phone", "card", "iban", "us_ssn", "ip_address", "passport", "address", "date_of_birth"] as const;
export type CommonPii = (typeof COMMON_PII)[number];

export const PII_TYPES = [...COMMON_PII, ...NATIONAL_IDS] as const;
export type PiiType = CommonPii | NationalId;

/** Personal data in a text. */
export interface PiiFinding extends Finding {
  readonly type: PiiType;
}

/** The meaning of a value's name. */
export type Hint = Exclude<CommonPii, "email" | "iban" | "card"> | "version" | "reference" | "none";
