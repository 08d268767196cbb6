ALTER TABLE exchanges MODIFY SETTING min_parts_to_merge_at_once = 32;

ALTER TABLE exchange_days MODIFY SETTING min_bytes_for_wide_part = 134217728, min_parts_to_merge_at_once = 16;

ALTER TABLE cohort_days MODIFY SETTING min_bytes_for_wide_part = 134217728, min_parts_to_merge_at_once = 16;

ALTER TABLE cohort_hours MODIFY SETTING min_bytes_for_wide_part = 134217728, min_parts_to_merge_at_once = 16;

ALTER TABLE client_days MODIFY SETTING min_bytes_for_wide_part = 134217728, min_parts_to_merge_at_once = 16;

ALTER TABLE signal_hours MODIFY SETTING min_bytes_for_wide_part = 134217728, min_parts_to_merge_at_once = 16
