ALTER TABLE exchanges ADD COLUMN IF NOT EXISTS virtual_at Nullable(DateTime64(3, 'UTC'));
