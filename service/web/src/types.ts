/** The API's shapes as this page reads them (DESIGN §7); unknown keys are left alone. */

export type Support = "grounded" | "weak" | "unsupported" | "agent";
export type State = "drafting" | "ready" | "confirmed" | "written" | "blocked" | "dismissed";

export interface Evidence {
  turn: number;
  quote: string;
}

export interface Sentence {
  id: string;
  text: string;
  target: string;
  evidence: Evidence[];
  support: Support;
  doubt?: Doubt | null;
}

export interface Section {
  id: string;
  section: string;
  title: string;
  sentences: Sentence[];
}

export interface Disposition {
  id: string;
  code: string;
  label: string;
  confidence: number | null;
  evidence: Evidence[];
}

export interface Alternative {
  code: string;
  label: string;
  confidence: number | null;
}

export interface FieldValue {
  id: string;
  name: string;
  value: string;
  target: string;
  confidence: number | null;
  evidence: Evidence[];
  support: Support;
  doubt?: Doubt | null;
  crm: { object: string; field: string } | null;
}

/** Which check a statement or value did not pass. */
export type Doubt =
  | "quote"
  | "speaker"
  | "number"
  | "amount"
  | "date"
  | "name"
  | "identifier"
  | "negation"
  | "act"
  | "topic"
  | "form"
  | "missing";

export type Who = "agent" | "customer" | "company";

export interface Commitment {
  id: string;
  who: Who;
  what: string;
  due: string | null;
  target: string;
  evidence: Evidence[];
  support: Support;
  doubt?: Doubt | null;
}

export interface Content {
  summary: Section[];
  dispositions: Disposition[];
  disposition_alternatives: Alternative[];
  fields: FieldValue[];
  commitments: Commitment[];
}

export interface DraftHead {
  number: number;
  kind: "extractive" | "llm";
  status: "pending" | "ready" | "unavailable";
  reason: string | null;
  profile: string;
  model: string;
}

export interface RecordRef {
  object: string;
  id: string;
  name: string;
  detail: string;
  url: string;
}

export interface WrittenRecord {
  object: string;
  id: string;
  action: string;
  url: string;
}

export interface FieldProblem {
  pointer: string;
  detail: string;
}

export interface Target {
  id: string;
  account?: string;
  match: "chosen" | "matched" | "ambiguous" | "unknown";
  reason: string;
  record: Partial<RecordRef> | null;
  candidates: RecordRef[];
  context: { open_cases: RecordRef[] };
  plan: { action: string; object: string; label: string }[];
  write: {
    state: "none" | "pending" | "applied" | "blocked" | "undone";
    records: WrittenRecord[];
    issues: FieldProblem[];
  };
}

export interface Flag {
  kind: string;
  topic: string;
  evidence: Evidence[];
}

export interface WrapUp {
  id: string;
  call_id: string;
  version: number;
  queue: string | null;
  language: string;
  state: State;
  undo_until: string | null;
  draft: DraftHead;
  offered: DraftHead | null;
  content: Content;
  flags: Flag[];
  targets: Target[];
  edited: string[];
  blind?: boolean;
  created_at?: string;
}

/** A wrap-up as the list shows it. */
export interface Row {
  id: string;
  version: number;
  queue: string | null;
  state: State;
  draft: DraftHead;
  headline: { record: string; match: string; summary: string; flags: string[] };
  created_at: string;
}

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

export interface Turn {
  turn: number;
  speaker: "agent" | "customer" | "ivr" | "unknown";
  start_ms: number | null;
  end_ms: number | null;
  text: string;
}

export interface FieldSpec {
  name: string;
  title?: string;
  choices?: string[];
}

/** What the page needs of a profile: the codes to choose from, and how fields are named. */
export interface Catalogue {
  sections?: { id: string; title: string }[];
  dispositions: { code: string; label: string }[];
  fields?: FieldSpec[];
}

export const NONE_OF_THESE = "none";
export const MAIN_TARGET = "t1";
