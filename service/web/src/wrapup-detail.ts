/** The open wrap-up: head, messages, draft beside transcript, decisions. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { adopt } from "./decide.ts";
import { callerName, when } from "./format.ts";
import { arrowLeft, cross, shield, warning } from "./icons.ts";
import { text } from "./messages.ts";
import { StorePart } from "./part.ts";
import { problemsOf } from "./entry.ts";
import type { Review } from "./review.ts";

export class WrapUpDetail extends StorePart {
  private shown: string | null = null;

  override render(): TemplateResult {
    const { current, opening, openFailed } = this.store;
    if (openFailed && opening) return this.failed(opening);
    if (opening) return html`<p class="blank" role="status">${text.loading}</p>`;
    return current ? this.review(current) : this.empty();
  }

  /** The heading takes the focus, so that a reader of the screen and the keyboard start at the top. */
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const id = this.store.current?.id ?? null;
    if (id === this.shown || this.store.opening) return;
    this.shown = id;
    this.querySelector<HTMLElement>(".draft")?.scrollTo({ top: 0 });
    this.querySelector<HTMLElement>(".detail-head h2")?.focus();
  }

  private empty(): TemplateResult {
    return html`<div class="blank">
      <p>${text.emptyDetail}</p>
      <p class="hint">${text.emptyDetailHint}</p>
    </div>`;
  }

  private failed(id: string): TemplateResult {
    return html`<div class="blank" role="alert">
      <p>${text.couldNotLoad}</p>
      <p>
        <button @click=${() => void this.store.open(id)}>${text.retry}</button>
        <button class="quiet" @click=${() => this.store.close()}>${text.back}</button>
      </p>
    </div>`;
  }

  private review(review: Review): TemplateResult {
    const { store, tick } = this;
    return html`<article class="detail" aria-labelledby="detail-title">
      ${this.head(review)}
      <div class="body">
        <div class="draft">
          ${this.messages(review)}
          <acw-write .review=${review} .store=${store} .tick=${tick}></acw-write>
          <acw-targets .review=${review} .store=${store} .tick=${tick}></acw-targets>
          <acw-summary .review=${review} .store=${store} .tick=${tick}></acw-summary>
          <acw-dispositions .review=${review} .store=${store} .tick=${tick}></acw-dispositions>
          <acw-fields .review=${review} .store=${store} .tick=${tick}></acw-fields>
          <acw-commitments .review=${review} .store=${store} .tick=${tick}></acw-commitments>
        </div>
        <acw-transcript .review=${review} .store=${store} .tick=${tick}></acw-transcript>
      </div>
      <acw-confirm .review=${review} .store=${store} .tick=${tick}></acw-confirm>
    </article>`;
  }

  private head(review: Review): TemplateResult {
    const { server } = review;
    const row = this.store.groups.flatMap(({ rows }) => rows).find(({ id }) => id === server.id);
    const name = callerName(server);
    const about = [server.queue, when(row?.created_at ?? server.created_at ?? "")].filter(Boolean).join(" · ");
    return html`<header class="detail-head">
      <button class="quiet square back" aria-label=${text.back} @click=${() => this.store.close()}>${arrowLeft}</button>
      <div class="names">
        <h2 id="detail-title" tabindex="-1">${name}</h2>
        <p class="hint">${about}</p>
      </div>
      <div class="marks">
        ${server.flags.map(({ topic, evidence }) => {
          const id = `flag-${topic}`;
          const pressed = review.selected?.id === id;
          return html`<button
            class="flag"
            aria-pressed=${pressed ? "true" : "false"}
            @click=${() => review.select(id, evidence)}
          >
            ${shield}<span>${text.noteOnCall(topic)}</span>
          </button>`;
        })}
        <span class="state ${server.state}" data-state=${server.state}>${text.state(server.state)}</span>
      </div>
    </header>`;
  }

  private messages(review: Review): TemplateResult {
    const { draft, offered } = review.server;
    const problems = problemsOf(review).get("") ?? [];
    const blocked = review.server.targets.some(({ write }) => write.state === "blocked");
    return html`<div class="messages">
      ${review.notices.map((notice) => this.notice(review, notice))}
      ${blocked ? nothing : problems.map((problem) => html`<p class="message bad">${warning}<span>${problem}</span></p>`)}
      ${offered && review.editable && review.keptInsteadOf !== offered.number ? this.offer(review, offered.number) : nothing}
      ${review.server.blind && review.editable ? html`<p class="message calm">${text.blind}</p>` : nothing}
      ${draft.status === "pending"
        ? html`<p class="message calm"><span class="pulse"></span><span>${text.pending}</span></p>`
        : nothing}
      ${draft.reason && draft.status !== "pending"
        ? html`<p class="message calm">${text.degraded(draft.reason)}</p>`
        : nothing}
    </div>`;
  }

  private notice(review: Review, notice: string): TemplateResult {
    return html`<p class="message bad">
      ${warning}<span>${notice}</span>
      <button class="quiet square" aria-label=${text.closeNotice} @click=${() => review.dropNotice(notice)}>${cross}</button>
    </p>`;
  }

  private offer(review: Review, number: number): TemplateResult {
    const keep = (): void => {
      review.keptInsteadOf = number;
      this.store.changed();
    };
    return html`<div class="message offer">
      <span>${text.offered}</span>
      <span class="buttons">
        <button class="primary small" ?disabled=${review.busy !== ""} @click=${() => void adopt(review)}>${text.takeIt}</button>
        <button class="small" @click=${keep}>${text.keepMine}</button>
      </span>
    </div>`;
  }
}

customElements.define("acw-detail", WrapUpDetail);
