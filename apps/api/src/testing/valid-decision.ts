/** A decision that every rule of `POST /validate` accepts. */
export const VALID_DECISION = {
  id: "evt_01h455vb4pex5vsknk084sn02q",
  action: "DENY",
  status: "denied",
  denial_reason: "POLICY_DENIED",
  reason_codes: ["POLICY_VIOLATION", "POLICY_DENIED"],
  risk_score: 100,
  mode: "enforce",
  shadow: [],
  policies: [],
  event_types: ["action.denied"],
  correlation_id: "order-1842",
  teec_version: "1.2",
  component_versions: { engine: "0.1.0" },
  evaluated_at: "2026-11-21T08:00:00.000Z",
};
