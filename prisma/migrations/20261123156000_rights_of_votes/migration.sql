-- The person in whose right a vote was given, and the time at which a person joined a group. A vote counts while its voter has held the
-- group since before the vote. Rows of earlier releases have neither: their memberships count as held from the start.
ALTER TABLE app.approval_vote ADD COLUMN right_id uuid;
ALTER TABLE app.approver_group_member ADD COLUMN since timestamptz;
