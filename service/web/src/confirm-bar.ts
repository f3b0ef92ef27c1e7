/** The foot of an open wrap-up: whether all is saved, and what can be decided now. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { dismiss, hindrance, regenerate, undo } from "./decide.ts";
import { text } from "./messages.ts";
import { confirmKeys, ReviewPart } from "./part.ts";
import type { SaveState } from "./review.ts";

const SAVES: Record<SaveState, string> = {
  saved: text.saved,
  typing: text.saving,
  saving: text.saving,
  unsaved: text.notSaved,
  refused: text.notAccepted,
};

export class ConfirmBar extends ReviewPart {
  private confirmed: string | null = null;
  private open: string | null = null;

  /** Once confirmed, Enter goes on to the next one. */
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { id, server } = this.review;
    const now = server.state === "confirmed" ? id : null;
    const just = now !== null && this.confirmed !== now && this.open === id;
    [this.confirmed, this.open] = [now, id];
    if (just) this.querySelector<HTMLElement>(".next")?.focus();
  }

  override render(): TemplateResult {
    const { review } = this;
    return html`<footer class="actions">
      <p class="save ${review.save}" data-save=${review.save}>${this.status()}</p>
      <div class="buttons">${review.editable ? this.decisions() : this.closed()}</div>
    </footer>`;
  }

  private status(): string {
    const { review } = this;
    if (review.busy === "confirm") return text.confirming;
    return review.editable && (review.dirty || review.server.edited.length) ? SAVES[review.save] : "";
  }

  private decisions(): TemplateResult {
    const { review } = this;
    const why = hindrance(review);
    const wait = !why && review.guarded;
    const busy = review.busy !== "";
    const pending = review.server.draft.status === "pending";
    const again = html`<button class="quiet" ?disabled=${busy || pending} @click=${() => void regenerate(review)}>
      ${text.regenerate}
    </button>`;
    return html`<button class="quiet" ?disabled=${busy} @click=${() => void dismiss(review)}>${text.dismiss}</button>
      ${review.server.draft.number > 0 ? again : nothing}
      ${why ? html`<span class="hint why-not" id="why-not">${why}</span>` : nothing}
      <button
        class="primary confirm ${wait ? "waiting" : ""}"
        aria-disabled=${why || wait || busy ? "true" : "false"}
        aria-describedby=${why ? "why-not" : nothing}
        title=${wait ? text.whyWait : ""}
        @click=${this.confirm}
        @keydown=${this.pressed}
      >
        ${text.confirm} <kbd aria-hidden="true">${confirmKeys}</kbd>
      </button>`;
  }

  private closed(): TemplateResult {
    const { review, store } = this;
    const next = store.next();
    const correct = (): void => {
      review.correcting = true;
      review.guard();
      store.changed();
    };
    const { state } = review.server;
    return html`${state === "written" ? html`<button class="quiet" @click=${correct}>${text.correct}</button>` : nothing}
      ${state === "dismissed"
        ? html`<button class="quiet" @click=${() => void undo(review)}>${text.openAgain}</button>`
        : nothing}
      ${next
        ? html`<button class="primary next" @click=${() => void store.open(next.id)}>${text.next}</button>`
        : html`<button class="next" @click=${() => store.close()}>${text.back}</button>`}`;
  }

  /** Enter held down would press the button again and again, and at some time past the first second. */
  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.repeat) event.preventDefault();
  };

  private readonly confirm = (event: MouseEvent): void => {
    // A double click is one decision.
    if (event.detail > 1) return;
    void this.store.confirm();
  };
}

customElements.define("acw-confirm", ConfirmBar);
