import type { ToolKind } from "../../contract/document/role.ts";

/** What the tools of known clients do; a contract's own word goes before it. */
const KNOWN: Readonly<Record<ToolKind, readonly string[]>> = {
  read: [
    // Claude Code
    "Read",
    "NotebookRead",
    // Gemini CLI
    "read_file",
    "read_many_files",
    // Codex
    "view_image",
    // SWE-agent
    "open",
    "goto",
    "scroll_up",
    "scroll_down",
    // Anthropic's own text editor, and other harnesses
    "view",
    "view_file",
    "cat",
    "get_file_contents",
  ],
  edit: [
    "Edit",
    "MultiEdit",
    "NotebookEdit",
    "replace",
    "apply_patch",
    "edit",
    "edit_file",
    "str_replace",
    "insert",
    "replace_in_file",
    "multi_edit",
    "search_replace",
  ],
  write: ["Write", "write_file", "create", "create_file", "write_to_file", "delete_file"],
  run: [
    "Bash",
    "BashOutput",
    "run_shell_command",
    "shell",
    "local_shell",
    "local_shell_call",
    "exec_command",
    "write_stdin",
    "unified_exec",
    "container.exec",
    "bash",
    "execute_command",
    "run_command",
    "run_tests",
    "submit",
  ],
  search: [
    "Grep",
    "Glob",
    "LS",
    "WebSearch",
    "WebFetch",
    "ToolSearch",
    "search_file_content",
    "grep_search",
    "glob",
    "list_directory",
    "list_dir",
    "list_files",
    "google_web_search",
    "web_fetch",
    "web_search",
    "web_search_call",
    "tool_search_call",
    "find_file",
    "search_file",
    "search_dir",
    "codebase_search",
    "file_search",
  ],
  other: [],
};

const BY_NAME: ReadonlyMap<string, ToolKind> = new Map(
  Object.entries(KNOWN).flatMap(([kind, names]) => names.map((name) => [name, kind as ToolKind] as const)),
);

/** What a tool does, as its contract says, or as it is known of clients that call it so. */
export function kindOfTool(name: string, contracted?: ReadonlyMap<string, ToolKind>): ToolKind {
  return contracted?.get(name) ?? BY_NAME.get(name) ?? "other";
}
