/** An agent that reads runs. Ids are UUIDs. */
export interface RunReader {
  readonly agentId: string;
  /** The agent at the root of its delegation chain, which is the agent itself unless it is delegated. */
  readonly rootAgentId: string;
  /** Agents above it whose runs it reads too. */
  readonly ancestors: readonly string[];
}

/** Names of the parameters of `readableRun`. */
interface ReaderParameters {
  readonly root: string;
  readonly agents: string;
  readonly agent: string;
}

/**
 * Returns the condition on `app.run r` for the runs that an agent reads: those that it, an agent above it or an agent below it started. The
 * root is included because runs are indexed by tree. Parameters that are null select all runs.
 */
export function readableRun({ root, agents, agent }: ReaderParameters): string {
  return `(${root}::uuid IS NULL OR (r.root_agent_id = ${root} AND (r.agent_id = ANY (${agents}::uuid[]) OR EXISTS (
      SELECT FROM app.delegation below WHERE below.org_id = r.org_id AND below.child_agent_id = r.agent_id AND ${agent}::uuid = ANY (below.chain)))))`;
}

/** Returns the values of the parameters in the order root, agents, agent. */
export function readerValues(reader: RunReader | null): [string | null, readonly string[] | null, string | null] {
  return reader === null ? [null, null, null] : [reader.rootAgentId, [...reader.ancestors, reader.agentId], reader.agentId];
}
