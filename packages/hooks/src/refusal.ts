/** A call that is blocked before a decision was asked for. The message says what to do. */
export class HookRefusal extends Error {}

/** Returns the sentence that a host shows to its model for a blocked call. */
export function blocked(reason: string): string {
  return `AgentLattice blocked this call. ${reason}`;
}
