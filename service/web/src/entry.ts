/** One entry of a draft as all kinds of them look: support, control, remove, problems, evidence. */

import { html, nothing, type TemplateResult } from "lit";
import { offset } from "./format.ts";
import { cross, supportIcon } from "./icons.ts";
import { text } from "./messages.ts";
import { byPlace } from "./problems.ts";
import type { Review } from "./review.ts";
import type { Doubt, Evidence, Support } from "./types.ts";

export interface Entry {
  id: string;
  kind: string;
  evidence: Evidence[];
  support: Support | null;
  doubt?: Doubt | null;
  /** Only a field may be without words and still be there for the agent to fill. */
  value?: string;
  control: TemplateResult;
  remove?: { label: string; step: () => void };
}

export const problemsOf = (review: Review): Map<string, string[]> => {
  const issues = review.server.targets.flatMap(({ write }) => (write.state === "blocked" ? write.issues : []));
  return byPlace([...review.problems, ...issues], review.mine);
};

export const descriptionId = (id: string): string => `about-${id}`;

/** Why it is marked, where it is; what an agent wrote is the agent's. */
function about({ support, doubt, value }: Entry): string {
  if (!support) return "";
  const marked = doubt && (support === "weak" || support === "unsupported");
  return marked ? text.doubtful(support, doubt, value === "") : text.support(support);
}

export function entry(review: Review, shown: Entry): TemplateResult {
  const { id, kind, evidence, support, control, remove } = shown;
  const select = (): void => review.select(id, evidence);
  const problems = problemsOf(review).get(id) ?? [];
  const selected = review.selected?.id === id;
  return html`<li
    class="entry ${kind} ${support ?? ""} ${selected ? "selected" : ""} ${problems.length ? "wrong" : ""}"
    @focusin=${select}
    @click=${select}
  >
    ${support ? html`<span class="shape" title=${about(shown)}>${supportIcon(support)}</span>` : nothing}
    <div class="control">${control}</div>
    ${remove && review.editable
      ? html`<button class="quiet square remove" aria-label=${remove.label} title=${remove.label} @click=${remove.step}>
          ${cross}
        </button>`
      : nothing}
    <p class="about" id=${descriptionId(id)}>
      ${support ? html`<span class="support">${about(shown)}</span>` : nothing}
      ${problems.map((problem) => html`<span class="problem">${problem}</span>`)}
    </p>
    ${selected ? quotes(review, evidence) : nothing}
  </li>`;
}

/** The passages themselves, for windows too narrow to hold the transcript beside the draft. */
function quotes(review: Review, evidence: Evidence[]): TemplateResult | typeof nothing {
  if (!evidence.length) return nothing;
  const turns = new Map((review.transcript ?? []).map((turn) => [turn.turn, turn]));
  return html`<ul class="quotes">
    ${evidence.map(({ turn, quote }) => {
      const said = turns.get(turn);
      return html`<li>
        <span class="who">${text.speaker(said?.speaker ?? "unknown")} ${offset(said?.start_ms ?? null)}</span>
        <q>${quote}</q>
      </li>`;
    })}
  </ul>`;
}

/** Leaving an entry saves it; Escape leaves it. */
export const leaving = (review: Review) => ({
  blur: (): void => review.flush(),
  keydown: (event: KeyboardEvent): void => {
    if (event.key === "Escape") (event.target as HTMLElement).blur();
  },
});
