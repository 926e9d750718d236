type Act = "create" | "sign";

/** A passkey was not created or did not sign. The message says what to do next. */
export class CeremonyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CeremonyError";
  }
}

/** The error messages for the user, by the `name` of the DOMException. */
const SENTENCES: Record<Act, Partial<Record<string, string>>> = {
  create: {
    NotAllowedError: "The browser's dialog was cancelled or timed out. Try again.",
    InvalidStateError: "This device or security key has a passkey of yours already. Use another one.",
    SecurityError: "The browser allows no passkeys at this address. Open the console at its usual address.",
    ConstraintError: "This device cannot verify that it is you. Set a screen lock or a PIN, or use another device.",
    NotSupportedError: "This device or security key supports no suitable passkey. Use another one.",
  },
  sign: {
    NotAllowedError: "The browser's dialog was cancelled or timed out, or none of your passkeys is on this device. Try again.",
    SecurityError: "The browser allows no passkeys at this address. Open the console at its usual address.",
    ConstraintError: "This device cannot verify that it is you. Set a screen lock or a PIN, or use another device.",
  },
};

export const UNSUPPORTED = "This browser supports no passkeys. Use a current browser, over HTTPS.";

/** Converts an error of the browser. */
export function toCeremonyError(act: Act, cause: unknown): CeremonyError {
  const name = cause instanceof Error ? cause.name : "";
  const did = act === "create" ? "was not created" : "did not sign";
  const sentence = SENTENCES[act][name] ?? "The browser reported an error. Try again, or use another device.";
  return new CeremonyError(`The passkey ${did}. ${sentence}`, { cause });
}
