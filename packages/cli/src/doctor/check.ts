/** What a check found. */
export interface Finding {
  readonly name: string;
  readonly status: "ok" | "warn" | "fail";
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** A finding without its name, which the list of checks knows. */
export type Found = Omit<Finding, "name">;

export const ok = (detail: string): Found => ({ status: "ok", detail });
export const warn = (detail: string, advice: string): Found => ({ status: "warn", detail, advice });
export const fail = (detail: string, advice: string): Found => ({ status: "fail", detail, advice });
