/** The result of one check. */
export interface Finding {
  readonly name: string;
  readonly status: "ok" | "warn" | "fail";
  readonly detail: string;
  /** Remedy for the problem. */
  readonly advice?: string;
}

/** A result without the name of its check, which the caller adds. */
export type CheckResult = Omit<Finding, "name">;

export const ok = (detail: string): CheckResult => ({ status: "ok", detail });
export const warn = (detail: string, advice: string): CheckResult => ({ status: "warn", detail, advice });
export const fail = (detail: string, advice: string): CheckResult => ({ status: "fail", detail, advice });
