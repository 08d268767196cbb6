import { z } from "zod";
import { CHANGE_REASONS, type NoticeTerms, OPTS } from "../contract/notices/terms.ts";

/** What the body of a registration or a promotion may say of the change. */
export const noticeTermsSchema = z.strictObject({
  why: z.enum(CHANGE_REASONS).optional(),
  note: z.string().trim().min(1, "must say something, or be left out").max(2_000).optional(),
  margin: z.number().min(0, "must be at least 0").max(1, "must be at most 1").optional(),
  opt: z.enum(OPTS).optional(),
  sunset: z.iso.date("must be a day such as 2027-03-01").optional(),
});

/** The terms of a body, without what it leaves out. */
export function noticeTermsOf(body: z.infer<typeof noticeTermsSchema> | undefined): NoticeTerms {
  const { why, note, margin, opt, sunset } = body ?? {};
  return {
    ...(why === undefined ? {} : { why }),
    ...(note === undefined ? {} : { note: note.toWellFormed() }),
    ...(margin === undefined ? {} : { margin }),
    ...(opt === undefined ? {} : { opt }),
    ...(sunset === undefined ? {} : { sunset }),
  };
}
