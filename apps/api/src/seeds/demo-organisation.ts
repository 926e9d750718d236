import { ORG_KEY_SCOPES } from "@agentlattice/contract";
import { DEMO_LAST_DAY, DEMO_WEEK } from "./demo-last-day.ts";
import { DEMO_POLICIES } from "./demo-policies.ts";
import { DEMO_ROUTINES } from "./demo-routines.ts";
import type { SeededOrganisation } from "./describe-organisation.ts";
import { routineDays } from "./routine-days.ts";
import { sampleWork } from "./sample-work.ts";
import { seededRandom } from "./seeded-random.ts";

const OWNER = "ana@demo.example";
const OPERATOR = "ben@demo.example";

const HOUR = 60;
const DAY = 24 * HOUR;
const DAY_SECONDS = 86_400;
/** More than the days after which the baselines of anomalies are complete. */
const DAYS = 11;
/** Undecided routine requests have expired by the end, so that only the hand-written ones are pending. */
const ASKS_UNTIL = 9 * HOUR;

/** A small shop with a release agent and a customer service agent. */
export const DEMO_ORGANISATION: SeededOrganisation = {
  seed: "demo",
  name: "Demo organisation",
  zone: "Europe/Berlin",
  createdAgo: DAYS * DAY + 3 * HOUR,
  owner: { email: OWNER, name: "Ana Ortiz" },
  members: [
    { email: OPERATOR, name: "Ben Adeyemi", role: "operator" },
    { email: "chen@demo.example", name: "Chen Wei", role: "auditor" },
  ],
  agents: [
    { name: "release-bot", capabilities: ["*"], labels: { team: "platform" }, owner: OWNER },
    {
      name: "refund-desk",
      capabilities: ["refund.*", "email.*", "ticket.*"],
      labels: { team: "support" },
      owner: OPERATOR,
      keys: [
        { name: "old laptop", environment: "dev" },
        { name: "staging checks", environment: "staging", expiresIn: 12 * DAY_SECONDS },
      ],
    },
  ],
  orgKey: { name: "automation", scopes: ORG_KEY_SCOPES },
  policies: DEMO_POLICIES,
  history: (end) => [
    ...routineDays(seededRandom(7), DEMO_ROUTINES, {
      end,
      days: DAYS,
      asksUntil: ASKS_UNTIL,
      perDay: 60,
      reporting: { first: 0.3, last: 0.9 },
    }),
    ...DEMO_WEEK,
    ...DEMO_LAST_DAY,
    ...sampleWork(
      { release: "release-bot", desk: "refund-desk", deciders: [OWNER, OPERATOR], group: "payments", days: DAYS - 2, seed: 11 },
      end,
    ),
  ],
};
