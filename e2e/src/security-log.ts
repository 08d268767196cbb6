/** Says one attempt and what it was answered, as a line. */
export function tell(attempt: string, answer: unknown): void {
  process.stdout.write(`security: ${attempt} -> ${typeof answer === "string" ? answer : JSON.stringify(answer)}\n`);
}
