import { ORG_KEY_SCOPES } from "@agentlattice/contract";
import { DEMO_POLICIES } from "./demo-policies.ts";
import { DEMO_ROUTINES } from "./demo-routines.ts";
import type { SeededAction, SeededAgent, SeededOrganisation, SeededStep } from "./describe-organisation.ts";
import { type Routine, routineDays } from "./routine-days.ts";
import { sampleWork } from "./sample-work.ts";
import { seededRandom } from "./seeded-random.ts";

const OWNER = "gail@busy.example";
const OPERATORS = ["hugo@busy.example", "ines@busy.example", "jonas@busy.example"];
const HOUR = 60;
const DAY = 24 * HOUR;
const DAYS = 7;
const PENDING = 200;
const TEAMS = ["checkout", "search", "billing", "returns", "carrier", "stock", "pricing", "mail", "tax", "identity"];

/** Teams whose runs, budgets and outcomes are part of the history. */
const TEAMS_WITH_WORK = TEAMS.slice(0, 3);

/** Four agents per team. */
const AGENTS: readonly SeededAgent[] = TEAMS.flatMap((team, index) => {
  const owner = [OWNER, ...OPERATORS][index % 4] as string;
  return [
    { name: `${team}-release`, capabilities: ["pr.*", "doc.read", "db.migrate", "secrets.read", "dns.change"], labels: { team }, owner },
    { name: `${team}-desk`, capabilities: ["refund.*", "email.*"], labels: { team }, owner },
    { name: `${team}-scout`, capabilities: ["doc.*"], labels: { team }, owner },
    { name: `${team}-night`, capabilities: ["pr.merge", "doc.read", "iam.*"], labels: { team }, owner },
  ];
});

const APPROVERS = [OWNER, ...OPERATORS];

/** The demo's routines for every team. */
const ROUTINES: readonly Routine[] = TEAMS.flatMap((team) =>
  DEMO_ROUTINES.map(({ weight, agent, action, answer }) => ({
    weight,
    agent: `${team}-${agent === "release-bot" ? "release" : "desk"}`,
    action,
    ...(answer ? { answer: (random) => withApprover(answer(random), random.pick(APPROVERS)) } : {}),
  })),
);

function withApprover(answer: ReturnType<NonNullable<Routine["answer"]>>, by: string) {
  return answer && { ...answer, by };
}

/** Requests that are still pending at the end. */
function pendingRequests(): SeededAction[] {
  const random = seededRandom(3);
  return Array.from({ length: PENDING }, (_, index) => ({
    ago: 3 + random.next() * 200,
    agent: `${TEAMS[index % TEAMS.length]}-release`,
    action: {
      action_type: "pr.merge",
      metadata: { repo: `acme/${TEAMS[index % TEAMS.length]}`, pr_number: 2_000 + index, files_changed: random.between(1, 40) },
    },
  }));
}

/** Delegations of every team, two levels deep. */
function delegations(): SeededStep[] {
  return TEAMS.flatMap((team, index): SeededStep[] => {
    const [writer, checker] = [`${team}-writer`, `${team}-checker`];
    const ago = (8 - index * 0.3) * HOUR;
    const of = (parent: string, name: string, capabilities: readonly string[]) =>
      ({ kind: "delegate", parent, name, capabilities, ttl: 86_400 }) as const;
    return [
      { ago, by: OWNER, change: of(`${team}-release`, writer, ["doc.read", "pr.merge"]) },
      { ago: ago - 2, by: OWNER, change: of(writer, checker, ["doc.read"]) },
    ];
  });
}

/** A large organisation for load tests: many agents, a long ledger and many pending requests. */
export function describeBusyOrganisation(): SeededOrganisation {
  return {
    seed: "busy",
    name: "Busy organisation",
    zone: "UTC",
    createdAgo: DAYS * DAY + 3 * HOUR,
    owner: { email: OWNER, name: "Gail Moreau" },
    members: [
      { email: "hugo@busy.example", name: "Hugo Lindqvist", role: "operator" },
      { email: "ines@busy.example", name: "Ines Caldeira", role: "operator" },
      { email: "jonas@busy.example", name: "Jonas Weber", role: "operator" },
      { email: "kim@busy.example", name: "Kim Harjo", role: "auditor" },
    ],
    agents: AGENTS,
    orgKey: { name: "automation", scopes: ORG_KEY_SCOPES },
    policies: DEMO_POLICIES,
    history: (end) => [
      ...routineDays(seededRandom(2), ROUTINES, {
        end,
        days: DAYS,
        asksUntil: 9 * HOUR,
        perDay: 2_000,
        reporting: { first: 0.5, last: 0.8 },
      }),
      ...pendingRequests(),
      ...delegations(),
      ...TEAMS_WITH_WORK.flatMap((team, seed) =>
        sampleWork(
          {
            release: `${team}-release`,
            desk: `${team}-desk`,
            deciders: [OWNER, OPERATORS[seed] as string],
            group: `${team}-payments`,
            days: DAYS - 1,
            seed,
          },
          end,
        ),
      ),
    ],
  };
}
