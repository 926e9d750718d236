import { type ApiClient, createClient } from "@agentlattice/contract/client";
import type { AgentLattice } from "@agentlattice/sdk";

/** Returns the typed client of the API, which sends through the SDK with its retries, limits and errors. */
export function apiClient(al: AgentLattice): ApiClient {
  return createClient(({ method, path, body, headers, signal }) => al.request(method, path, { body, headers, signal }));
}
