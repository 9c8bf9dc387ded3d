/** What the service answers (contract section 5), as far as the page reads it. Checked, never served. */

export type Severity = "error" | "warning" | "info";
export type Verdict = "supported" | "at_risk" | "unsupported" | "not_applicable";

export interface Span { start: number | null; end: number | null }
export interface Entity extends Span { label: string; text: string | null; status: string; value: string | null; code: string | null }
export interface Related extends Span { label: string }
export interface Finding extends Span {
  rule: string; name: string; severity: Severity; message: string; suggestion: string; line: number | null; column: number | null;
  excerpt: string | null; confidence: number; authority: string; reference: string; related: Related[]; cue: string | null;
}
export interface Element_ { present: boolean; values: (string | number)[] }
export interface Code { code: string; units: number | null; minutes: number | null; modifiers: string[]; origin: "claim" | "note" | "assumed" }
export interface Result {
  id: string; profile: string; verdict: Verdict; codes: Code[]; elements: Record<string, Element_>;
  better_codes: { code: string; probability: number }[]; entities: Entity[]; findings: Finding[]; information: string[]; errors: string[];
}
export interface Count extends Span {
  standing: "over" | "under" | "agrees" | "open"; arithmetic: string; place: string; units: number; billed: number | null;
  minutes: Record<string, number> | null; doubt: string; allocation: string | null; bands: { units: number; first: number; last: number }[];
}
export interface Time { method: string; count: Count | null }
export interface Seen { result: Result; time: Time }

export interface Rule {
  code: string; name: string; summary: string; reason: string; bad: string; good: string; reference: string; source: string;
  source_title: string | null; source_address: string | null;
}
export interface Start {
  version: string; profile: string; profiles: { name: string; title: string }[]; codes: { code: string; label: string }[];
  rules: Record<string, Rule>; note: number; upload: number; example: string;
}

export interface ClaimLine { code: string; units: number | null; modifiers: string[]; minutes?: number | null }
export interface Note {
  text: string; profile?: string; discipline?: string; date_of_service?: string; claim?: ClaimLine[];
  signed_by?: string; note_type?: string; visit_number?: number;
}

/** A look (a highlight's name) over a stretch of the text, in UTF-16 units. */
export interface Mark { look: string; start: number; end: number }

export interface Opened { note?: Note; report?: string; key?: string; notes?: number; errors?: number; done?: number; problem?: string }
