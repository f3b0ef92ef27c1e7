/** Where the wrap-up is written: the record found, or the choice among several, or an id by hand. */

import { html, nothing, type TemplateResult } from "lit";
import { type Choice, choose } from "./decide.ts";
import { recordName, webAddress } from "./format.ts";
import { check, warning } from "./icons.ts";
import { text } from "./messages.ts";
import { ReviewPart } from "./part.ts";
import type { RecordRef, Target } from "./types.ts";

export class TargetPicker extends ReviewPart {
  /** Targets whose choice the agent has opened again, and what is marked but not yet chosen. */
  private readonly reopened = new Set<string>();
  private readonly marked = new Map<string, string>();

  override render(): TemplateResult {
    const { targets } = this.review.server;
    return html`${targets.map((target) => this.target(target, targets.length > 1))}`;
  }

  private target(target: Target, several: boolean): TemplateResult {
    const settled = target.match === "matched" || target.match === "chosen";
    const open = this.review.editable && (!settled || this.reopened.has(this.key(target)));
    const title = `target-${target.id}`;
    return html`<section class="group target ${settled ? "" : "attention"}" aria-labelledby=${title}>
      <h3 id=${title}>${several ? text.recordFor(target.id) : text.record}</h3>
      ${settled ? this.settled(target, open) : html`<p class="why">${warning}<span>${this.why(target)}</span></p>`}
      ${open ? this.choice(target) : nothing} ${this.cases(target)} ${this.plan(target)}
    </section>`;
  }

  private why(target: Target): string {
    if (target.match === "unknown" && target.account) return text.ofAccount(target.account);
    const reasons: Record<string, string> = { looking_up: text.lookingUp, crm_unavailable: text.crmUnavailable };
    return reasons[target.reason] ?? (target.match === "ambiguous" ? text.ambiguous : text.unknown);
  }

  private settled(target: Target, open: boolean): TemplateResult {
    const name = recordName(target.record);
    const change = html`<button class="quiet" @click=${() => this.reopen(target)}>${text.changeRecord}</button>`;
    return html`<p class="record">
      ${check} ${name ? record(target.record ?? {}) : html`<span>${text.noRecordChosen}</span>`}
      ${this.review.editable && !open ? change : nothing}
    </p>`;
  }

  private choice(target: Target): TemplateResult {
    const { candidates } = target;
    const marked = this.marked.get(this.key(target));
    const mark = (id: string): void => {
      this.marked.set(this.key(target), id);
      this.requestUpdate();
    };
    const use = (): void => {
      if (marked) this.choose(target, { record: marked });
    };
    const list = html`<div class="candidates" role="radiogroup" aria-label=${text.candidates}>
        ${candidates.map((candidate) => this.candidate(target, candidate, marked === candidate.id, mark))}
      </div>
      <button class="primary small" ?disabled=${!marked || this.review.busy !== ""} @click=${use}>${text.useRecord}</button>`;
    return html`<div class="choice">
      ${candidates.length ? list : this.byHand(target)}
      <button class="small" ?disabled=${this.review.busy !== ""} @click=${() => this.choose(target, { none: true })}>
        ${text.noRecord}
      </button>
    </div>`;
  }

  private candidate(target: Target, item: RecordRef, checked: boolean, mark: (id: string) => void): TemplateResult {
    const enter = (event: KeyboardEvent): void => {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) this.choose(target, { record: item.id });
    };
    return html`<label class="candidate">
      <input
        type="radio"
        name=${`record-${this.key(target)}`}
        .checked=${checked}
        @change=${() => mark(item.id)}
        @keydown=${enter}
      />
      <span class="candidate-name">${recordName(item)}</span>
      <span class="candidate-detail">${[item.object, item.detail].filter(Boolean).join(" · ")}</span>
    </label>`;
  }

  private byHand(target: Target): TemplateResult {
    const id = `record-id-${target.id}`;
    const use = (): void => {
      const value = this.querySelector<HTMLInputElement>(`#${CSS.escape(id)}`)?.value.trim();
      if (value) this.choose(target, { record: value });
    };
    const enter = (event: KeyboardEvent): void => {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) use();
    };
    return html`<div class="by-hand">
      <label for=${id}>${text.recordId}</label>
      <input id=${id} type="text" autocomplete="off" spellcheck="false" @keydown=${enter} />
      <button class="small" ?disabled=${this.review.busy !== ""} @click=${use}>${text.useId}</button>
    </div>`;
  }

  private cases(target: Target): TemplateResult | typeof nothing {
    const cases = target.context?.open_cases ?? [];
    if (!cases.length) return nothing;
    return html`<div class="cases">
      <h4>${text.openCases}</h4>
      <ul>
        ${cases.map((item) => html`<li>${record(item)}</li>`)}
      </ul>
    </div>`;
  }

  private plan({ plan }: Target): TemplateResult | typeof nothing {
    if (!plan.length || !this.review.editable) return nothing;
    return html`<details class="plan">
      <summary>${text.plan}</summary>
      <ul>
        ${plan.map(({ object, label }) => html`<li><span class="crm-name">${object}</span> ${label}</li>`)}
      </ul>
    </details>`;
  }

  private choose(target: Target, choice: Choice): void {
    if (this.review.busy) return;
    this.reopened.delete(this.key(target));
    this.marked.delete(this.key(target));
    void choose(this.review, target.id, choice);
  }

  private reopen(target: Target): void {
    this.reopened.add(this.key(target));
    this.requestUpdate();
  }

  /** This part outlives the wrap-up it shows. */
  private key(target: Target): string {
    return `${this.review.id}-${target.id}`;
  }
}

function record(item: Partial<RecordRef>): TemplateResult {
  const name = recordName(item);
  const address = webAddress(item.url);
  const shown = address
    ? html`<a href=${address} target="_blank" rel="noopener noreferrer" aria-label=${text.openRecord(name)}>${name}</a>`
    : html`<strong>${name}</strong>`;
  return html`<span class="record-name">${shown}</span>
    <span class="candidate-detail">${[item.object, item.detail].filter(Boolean).join(" · ")}</span>`;
}

customElements.define("acw-targets", TargetPicker);
