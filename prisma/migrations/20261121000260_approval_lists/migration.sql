-- Lists of approvals that are not of the queue go by the time of the request, newest first.
CREATE INDEX approval_asked ON app.approval (org_id, requested_at DESC, approval_id DESC);
