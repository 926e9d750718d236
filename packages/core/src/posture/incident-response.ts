import { counted, earn, shareOf } from "./earn.ts";
import { TARGETS } from "./targets.ts";
import type { Advice, ComponentScore, IncidentFacts } from "./types.ts";

const MAX = 7;
/** The maximum points per measure. */
const OWNED = 3;
const STOPPERS = 2;
const DRILLED = 2;
const MIN_STOPPERS = 2;

/** Scores whether every agent has an owner, two people can stop it, and stopping was exercised recently. */
export function scoreIncidentResponse(facts: IncidentFacts): ComponentScore {
  const { agents, ownerless, stoppers, drills } = facts;
  const owned = earn(OWNED, shareOf(agents - ownerless.count, agents, 0));
  return {
    score: owned + forStoppers(stoppers) + forDrills(drills),
    max: MAX,
    summary: summaryOf(facts),
    evidence: [
      { id: "agents", label: "Active agents", count: agents, target: TARGETS.agents() },
      {
        id: "ownerless",
        label: "Active agents without an owner",
        count: ownerless.count,
        target: TARGETS.agents(),
        rows: ownerless.rows.map((row) => ({ name: row.agent, detail: "no owner", at: null, target: TARGETS.agent(row.agent_id) })),
      },
      { id: "stoppers", label: "People who may stop an agent", count: stoppers, target: TARGETS.members() },
      {
        id: "drills",
        label: "Agents or keys stopped and drills passed in 90 days",
        count: drills,
        target: TARGETS.audit({ kind: "drill.completed" }),
      },
    ],
    advice: adviceFor(facts, owned).filter(({ gain }) => gain > 0),
  };
}

const forStoppers = (people: number) => (people >= MIN_STOPPERS ? STOPPERS : 0);
const forDrills = (drills: number) => (drills > 0 ? DRILLED : 0);

function summaryOf({ agents, ownerless, drills }: IncidentFacts): string {
  const owners = agents === 0 ? "no agent yet" : ownerless.count === 0 ? "every agent has an owner" : `${ownerless.count} without an owner`;
  return `${owners}, ${drills > 0 ? "stopping tested" : "stopping not tested"}`;
}

function adviceFor({ agents, ownerless, stoppers, drills }: IncidentFacts, owned: number): Advice[] {
  const [first] = ownerless.rows;
  return [
    {
      id: "assign-owners",
      text: agents === 0 ? "Create an agent with an owner." : `Give ${counted(ownerless.count, "agent", "agents")} an owner.`,
      gain: OWNED - owned,
      action:
        agents === 0
          ? { label: "Create an agent", target: TARGETS.newAgent() }
          : { label: first ? `Open ${first.agent}` : "Open agents", target: first ? TARGETS.agent(first.agent_id) : TARGETS.agents() },
    },
    {
      id: "second-person",
      text: "Allow a second person to stop agents, so that one is always available.",
      gain: STOPPERS - forStoppers(stoppers),
      action: { label: "Invite a member", target: TARGETS.invite() },
    },
    {
      id: "drill",
      text: "Test stopping: schedule a halt drill of a canary agent. In the last 90 days none was passed, and nothing was stopped.",
      gain: DRILLED - forDrills(drills),
      action: { label: "Open agents", target: TARGETS.agents() },
    },
  ];
}
