import { uuidv7 } from "@agentlattice/core/ids";
import { AgentLatticeError } from "../errors.ts";

const RANDOM_BYTES = 10;
const PRINTABLE = /^[\x21-\x7e]{1,128}$/;

/** Creates the id of a submission. All attempts send the same id, so that a retry is not a second submission. */
export function mintEventId(): string {
  return uuidv7(Date.now(), globalThis.crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
}

/** Returns the caller's id or a new one. @param name the option that holds it, for the error. @throws AgentLatticeError INVALID_OPTION */
export function eventIdOf(options: { eventId?: string | undefined }, name = "eventId"): string {
  const { eventId } = options;
  if (eventId === undefined) return mintEventId();
  if (typeof eventId !== "string" || !PRINTABLE.test(eventId)) {
    throw new AgentLatticeError("INVALID_OPTION", `${name} must be 1 to 128 printable ASCII characters without spaces.`);
  }
  return eventId;
}
