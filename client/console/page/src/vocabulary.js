// Words for what the console names: forms, states, severities, lights; and the signs that stand beside the colours.

export const FORMS = {
  self_evaluation: "Self-evaluation", monitoring: "Monitoring", target: "Targets", project_list: "Project list",
  evaluation: "Evaluation", evaluation_summary: "Evaluation summary", final_accounts: "Final accounts",
};
export const form_name = (t, form) => (FORMS[form] ? t(FORMS[form]) : form);

export const STATES = {
  received: "Received", rejected: "Rejected", scored: "Scored", conflict: "Conflict", returned: "Returned", approved: "Approved",
  withdrawn: "Withdrawn", closed: "Locked", published: "Published", superseded: "Superseded", late: "Late, not counted",
};
export const STATE_TONES = {
  received: "info", rejected: "error", scored: "info", conflict: "explain", returned: "explain", approved: "good", withdrawn: "dim",
  closed: "good", published: "good", superseded: "dim", late: "error",
};

export const SEVERITIES = {
  error: { word: "Error", sign: "✕", rank: 0 },
  explain: { word: "To explain", sign: "?", rank: 1 },
  warning: { word: "Warning", sign: "!", rank: 2 },
  info: { word: "Note", sign: "i", rank: 3 },
};

export const LIGHTS = {
  green: { word: "Green", sign: "●" },
  yellow: { word: "Yellow", sign: "▲" },
  red: { word: "Red", sign: "■" },
};

export const GRADES = ["优", "良", "中", "差"];
// Dark to light to dark again: an order of its own in grey print, blue to orange for those who do not see red and green.
export const GRADE_COLOURS = { 优: "#0b4f8a", 良: "#5b9bd0", 中: "#f2c14e", 差: "#b8480f" };
export const GRADE_WORDS = { 优: "Excellent", 良: "Good", 中: "Fair", 差: "Poor" };
export const grade_name = (t, grade) => (grade ? t(GRADE_WORDS[grade] ?? grade) : "–");

export const ACTS = {
  submit: "Submit", withdraw: "Withdraw", return: "Return", approve: "Approve", explain: "Explain", override: "Let it stand", "own-score": "Own score",
  move: "Move", resolve: "Resolve the conflict", adjust: "Allow a correction", close: "Close the year", reopen: "Reopen the year",
};
export const act_name = (t, act) => (ACTS[act] ? t(ACTS[act]) : act);
