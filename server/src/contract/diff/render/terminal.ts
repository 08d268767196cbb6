/** What a report is shown on. */
export interface Terminal {
  readonly colour: boolean;
  /** In columns; absent for a file or a pipe. */
  readonly width?: number;
}
