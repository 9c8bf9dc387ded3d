// @ts-check
/** What things are called on the page. */

/** Looks of the legend, in order: a look's name and its words. @type {[string, string][]} */
export const LEGEND = [
  ["activity", "Activity"],
  ["assistance", "Assistance, cues"],
  ["goal", "Goal"],
  ["minutes", "Minutes"],
  ["skilled", "Skilled care"],
  ["exercise", "Exercise"],
  ["passive", "Passive treatment"],
  ["evidence", "Response, limit, measure"],
  ["other", "Planned, not done, past"],
  ["error", "Finding: error"],
  ["warning", "Finding: warning"],
  ["info", "Finding: information"],
];

/** An entity's label to its look. @type {Record<string, string>} */
export const LOOKS = {
  ACTIVITY: "activity",
  ASSISTANCE: "assistance",
  CUE: "assistance",
  GOAL: "goal",
  MINUTES: "minutes",
  SKILLED: "skilled",
  EXERCISE: "exercise",
  PASSIVE: "passive",
};

/** The five elements: name in the result, words, family of rules. @type {[string, string, string][]} */
export const ELEMENTS = [
  ["activity", "Functional activity", "ACT"],
  ["assistance", "Assistance level", "AST"],
  ["goal", "Goal that it serves", "GOL"],
  ["minutes", "Minutes", "TIM"],
  ["skilled_care", "Skilled care", "SKL"],
];

/** @type {Record<import("./types").Verdict, string>} */
export const VERDICTS = {
  supported: "Supports 97530",
  at_risk: "Supports 97530, at risk in a review",
  unsupported: "Does not support 97530",
  not_applicable: "Not judged",
};

/** @type {Record<import("./types").Severity, string>} */
export const SEVERITIES = { error: "Error", warning: "Warning", info: "Information" };

/** @type {Record<string, string>} */
export const AUTHORITIES = {
  cms: "requirement of the programme, CMS",
  lcd: "a contractor's coverage policy, LCD",
  payer: "rule of this payer",
  practice: "audit experience",
};

/** @type {Record<import("./types").Count["standing"], string>} */
export const STANDINGS = {
  over: "More units are billed than the minutes make.",
  under: "Fewer units are billed than the minutes make.",
  agrees: "The billed units agree with the minutes.",
  open: "Whether they agree cannot be said: no units are given, the times contradict each other, or untimed services are in them.",
};
