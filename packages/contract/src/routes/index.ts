import { ACTION_ROUTES } from "./action-routes.ts";
import { AGENT_ROUTES } from "./agent-routes.ts";
import { ANOMALY_ROUTES } from "./anomaly-routes.ts";
import { APPROVAL_FILTER_ROUTES } from "./approval-filter-routes.ts";
import { APPROVAL_ROUTES } from "./approval-routes.ts";
import { AUDIT_ROUTES } from "./audit-routes.ts";
import { BREAKER_ROUTES } from "./breaker-routes.ts";
import { BUDGET_ROUTES } from "./budget-routes.ts";
import { COMPLIANCE_ROUTES } from "./compliance-routes.ts";
import { COST_ROUTES } from "./cost-routes.ts";
import { DECISION_ROUTES } from "./decision-routes.ts";
import { DELEGATION_ROUTES } from "./delegation-routes.ts";
import { DRILL_ROUTES } from "./drill-routes.ts";
import { GRAPH_ROUTES } from "./graph-routes.ts";
import { HALT_ROUTES } from "./halt-routes.ts";
import { IDENTITY_ROUTES } from "./identity-routes.ts";
import { LIBRARY_ROUTES } from "./library-routes.ts";
import { NOTIFICATION_ROUTES } from "./notification-routes.ts";
import { OPERATIONS_ROUTES } from "./operations-routes.ts";
import { PASSKEY_ROUTES } from "./passkey-routes.ts";
import { PEOPLE_ROUTES } from "./people-routes.ts";
import { PERMIT_ROUTES } from "./permit-routes.ts";
import { POLICY_ROUTES } from "./policy-routes.ts";
import { POSTURE_ROUTES } from "./posture-routes.ts";
import { PRESENCE_ROUTES } from "./presence-routes.ts";
import { RUN_ROUTES } from "./run-routes.ts";
import { SIDECAR_ROUTES } from "./sidecar-routes.ts";
import { SIGN_IN_ROUTES } from "./sign-in-routes.ts";
import { SLACK_ROUTES } from "./slack-routes.ts";
import { TOTP_ROUTES } from "./totp-routes.ts";
import { WEBHOOK_ROUTES } from "./webhook-routes.ts";

export { maxBodyBytes, type Route } from "./route.ts";

/** The whole HTTP surface. */
export const ROUTES = [
  ...ACTION_ROUTES,
  ...DECISION_ROUTES,
  ...RUN_ROUTES,
  ...BUDGET_ROUTES,
  ...COST_ROUTES,
  ...SIDECAR_ROUTES,
  ...APPROVAL_ROUTES,
  ...PERMIT_ROUTES,
  ...APPROVAL_FILTER_ROUTES,
  // Listed before the policy routes, whose id would match `library`.
  ...LIBRARY_ROUTES,
  ...POLICY_ROUTES,
  ...AGENT_ROUTES,
  ...IDENTITY_ROUTES,
  ...DELEGATION_ROUTES,
  ...GRAPH_ROUTES,
  ...PRESENCE_ROUTES,
  ...HALT_ROUTES,
  ...BREAKER_ROUTES,
  ...DRILL_ROUTES,
  ...SIGN_IN_ROUTES,
  ...PASSKEY_ROUTES,
  ...TOTP_ROUTES,
  ...PEOPLE_ROUTES,
  ...WEBHOOK_ROUTES,
  ...NOTIFICATION_ROUTES,
  ...SLACK_ROUTES,
  ...AUDIT_ROUTES,
  ...ANOMALY_ROUTES,
  ...COMPLIANCE_ROUTES,
  ...POSTURE_ROUTES,
  ...OPERATIONS_ROUTES,
] as const;

export type OperationId = (typeof ROUTES)[number]["operationId"];
