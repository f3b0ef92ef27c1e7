/** The call as it was said; what stands behind the selected entry is marked and brought into view. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { offset } from "./format.ts";
import { text } from "./messages.ts";
import { ReviewPart } from "./part.ts";
import { pieces } from "./quote.ts";
import type { Evidence, Turn } from "./types.ts";

const NO_QUOTES: readonly string[] = [];

export class TranscriptView extends ReviewPart {
  private shown: string | null = null;

  override render(): TemplateResult {
    const { review } = this;
    const evidence = review.selected?.evidence ?? [];
    return html`<section class="transcript" aria-labelledby="transcript-title">
      <div class="section-head">
        <h3 id="transcript-title">${text.transcript}</h3>
        ${review.selected && review.transcript?.length ? html`<span class="hint">${this.note(evidence)}</span>` : nothing}
      </div>
      ${review.transcript?.length ? this.turns(review.transcript, evidence) : this.empty()}
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { selected, transcript, id } = this.review;
    const shown = selected && transcript ? `${id}/${selected.id}` : null;
    if (shown === this.shown) return;
    this.shown = shown;
    if (shown) this.bringIntoView();
  }

  private note(evidence: Evidence[]): string {
    return evidence.length ? text.evidence(new Set(evidence.map(({ turn }) => turn)).size) : text.noEvidence;
  }

  private empty(): TemplateResult {
    const { review } = this;
    if (review.transcriptFailed) {
      const again = (): void => void this.store.loadAround(review);
      return html`<p class="hint">${text.couldNotLoad} <button class="small" @click=${again}>${text.retry}</button></p>`;
    }
    return html`<p class="hint">${review.transcript ? text.noTranscript : text.loading}</p>`;
  }

  private turns(turns: Turn[], evidence: Evidence[]): TemplateResult {
    const quotes = new Map<number, string[]>();
    for (const { turn, quote } of evidence) quotes.set(turn, [...(quotes.get(turn) ?? []), quote]);
    // A long list that scrolls must be reachable by keyboard.
    return html`<ol class="turns" tabindex="0" aria-labelledby="transcript-title">
      ${turns.map((turn) => this.turn(turn, quotes.get(turn.turn) ?? NO_QUOTES, quotes.has(turn.turn)))}
    </ol>`;
  }

  private turn(turn: Turn, quotes: readonly string[], marked: boolean): TemplateResult {
    return html`<li class="turn ${turn.speaker} ${marked ? "marked" : ""}" data-turn=${turn.turn}>
      <p class="said-by">
        <span>${text.speaker(turn.speaker)}</span> <span class="at">${offset(turn.start_ms)}</span>
        ${marked ? html`<span class="visually-hidden">${text.turnEvidence}</span>` : nothing}
      </p>
      <p class="said">${marked ? this.quoted(turn.text, quotes) : turn.text}</p>
    </li>`;
  }

  private quoted(said: string, quotes: readonly string[]): (TemplateResult | string)[] {
    return pieces(said, quotes).map((piece) => (piece.quoted ? html`<mark>${piece.text}</mark>` : piece.text));
  }

  /** Scrolls the list alone: scrollIntoView would move the whole page in a narrow window. */
  private bringIntoView(): void {
    const list = this.querySelector<HTMLElement>(".turns");
    const first = list?.querySelector<HTMLElement>(".marked");
    if (!list || !first) return;
    const top = list.scrollTop + first.getBoundingClientRect().top - list.getBoundingClientRect().top;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    list.scrollTo({ top: Math.max(top - list.clientHeight / 4, 0), behavior: calm ? "auto" : "smooth" });
  }
}

customElements.define("acw-transcript", TranscriptView);
