/** The reasons why a request did not get a response. */
export type EgressFailure = "EGRESS_REFUSED" | "NAME_NOT_RESOLVED" | "CONNECTION_FAILED" | "TIMEOUT" | "RESPONSE_TOO_LARGE";

/** A request to another service that got no response. The message contains no address and no URL. */
export class EgressError extends Error {
  readonly code: EgressFailure;

  constructor(code: EgressFailure, options?: ErrorOptions) {
    super(`The request to another service failed: ${code}.`, options);
    this.name = "EgressError";
    this.code = code;
  }
}
