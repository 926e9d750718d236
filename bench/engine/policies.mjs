const aboutRepo = (n) => ({ field: "repo", operator: "in", value: [`acme/repo-${n}`, "acme/shared"] });

/**
 * Creates policies of two conditions over `actions` actions. Policies of the same action differ in `when`, by default in the repository.
 */
export function policiesOver(count, actions, when = (i) => aboutRepo(Math.floor(i / actions))) {
  return Array.from({ length: count }, (_, i) =>
    source({
      apiVersion: "agentlattice/v1",
      kind: "Policy",
      metadata: { name: `bench-${String(i).padStart(5, "0")}` },
      spec: {
        effect: "allow",
        match: { actions: [`bench.action_${i % actions}`] },
        when: when(i),
        require: [{ field: "pr_size", operator: "lt", value: 100, remedy: "Split the change into smaller pull requests." }],
      },
    }),
  );
}

export function source(document) {
  return { id: `pol_${document.metadata.name}`, name: document.metadata.name, version: 1, hash: "0".repeat(64), document };
}

/** Creates a request as the server does, as a new object. */
export function requestOf(submission) {
  return {
    submission,
    agent: { id: "agt_1", name: "ci-bot", labels: { team: "platform" }, capabilities: ["*"] },
    ancestors: [],
    delegation: null,
    environment: "prod",
    time: { now: "2026-11-21T08:00:00.000Z", zone: "UTC" },
  };
}

export function mergeOf(action, repo, pr_size) {
  return requestOf({ action_type: `bench.action_${action}`, metadata: { repo, pr_size, branch: "main", labels: ["small"] } });
}
