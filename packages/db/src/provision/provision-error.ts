/** Codes of provisioning errors. The message is written for the terminal and never contains a secret. */
export type ProvisionCode =
  | "FILE_BROKEN"
  | "FILE_UNUSABLE"
  | "KEK_INVALID"
  | "KEK_MISSING"
  | "KEK_MISMATCH"
  | "MIGRATION_EDITED"
  | "MIGRATION_MISSING"
  | "MIGRATION_FAILED"
  | "DATABASE_UNREACHABLE"
  | "DATABASE_TOO_OLD"
  | "DATABASE_FORBIDDEN"
  | "POSTGRES_IN_USE"
  | "POSTGRES_MISSING"
  | "POSTGRES_FAILED";

/** Thrown when provisioning fails. */
export class ProvisionError extends Error {
  override readonly name = "ProvisionError";
  readonly code: ProvisionCode;

  constructor(code: ProvisionCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
