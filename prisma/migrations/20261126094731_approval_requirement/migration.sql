-- A change of the policies replaces the requirement of an open request.
GRANT UPDATE (policies, plan, risk) ON app.approval TO al_ledger;
