ALTER TABLE exchanges ADD COLUMN IF NOT EXISTS traceparent String;
