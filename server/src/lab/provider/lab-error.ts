/** What the lab refuses, in the words of the provider that it plays. */
export class LabError extends Error {
  readonly status: number;
  /** The field that is wrong, where the format has a place for it. */
  readonly field: string | undefined;

  constructor(status: number, message: string, field?: string) {
    super(message);
    this.name = "LabError";
    this.status = status;
    this.field = field;
  }
}
