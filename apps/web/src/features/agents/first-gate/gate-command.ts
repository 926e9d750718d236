/** Where the SDK and the CLI look when nothing else is said. */
const DEFAULT_URLS = new Set(["http://localhost:4000", "http://127.0.0.1:4000"]);

/** The command that asks for an action once. `apiKey: null`: as it is shown, with the key left out. */
export function gateCommand({ apiKey, apiUrl, action }: { apiKey: string | null; apiUrl: string; action: string }): string {
  const base = DEFAULT_URLS.has(apiUrl) ? "" : `AL_BASE_URL=${apiUrl} `;
  return `AL_API_KEY=${apiKey ?? "al_…"} ${base}npx agentlattice gate ${action}`;
}

/** A policy that asks a person for one action and says nothing about any other. */
export function askingPolicy(action: string): object {
  return {
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata: { name: `ask-for-${action.replaceAll(/[^a-z0-9]+/g, "-")}` },
    spec: { match: { actions: [action] }, effect: "approve" },
  };
}
