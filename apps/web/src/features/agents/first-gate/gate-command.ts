/** Default base URLs of the SDK and the CLI. */
const DEFAULT_URLS = new Set(["http://localhost:4000", "http://127.0.0.1:4000"]);

/** Returns the command that submits an action once. With `apiKey: null` it returns the displayed form, without the key. */
export function gateCommand({ apiKey, apiUrl, action }: { apiKey: string | null; apiUrl: string; action: string }): string {
  const base = DEFAULT_URLS.has(apiUrl) ? "" : `AL_BASE_URL=${apiUrl} `;
  return `AL_API_KEY=${apiKey ?? "al_…"} ${base}npx agentlattice gate ${action}`;
}

/** Returns a policy that requires approval for one action. */
export function approvalPolicy(action: string): object {
  return {
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata: { name: `ask-for-${action.replaceAll(/[^a-z0-9]+/g, "-")}` },
    spec: { match: { actions: [action] }, effect: "approve" },
  };
}
