/** The whole page: session, bar, list and open wrap-up, undo, help, and the keys that work everywhere. */

import { html, type TemplateResult } from "lit";
import { isMac, Part } from "./part.ts";
import type { HelpDialog } from "./help-dialog.ts";
import { text } from "./messages.ts";
import { Store } from "./store.ts";
import type { StreamState } from "./events.ts";

const STREAM: Record<StreamState, string> = {
  connecting: text.connecting,
  live: text.live,
  polling: text.polling,
  offline: text.offline,
};

export class ReviewApp extends Part {
  private tick = 0;
  private readonly store = new Store(() => {
    this.tick += 1;
    this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.pressed);
    addEventListener("hashchange", this.ticketArrived);
    addEventListener("online", this.awake);
    addEventListener("beforeunload", this.leaving);
    document.addEventListener("visibilitychange", this.visible);
    void this.store.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.pressed);
    removeEventListener("hashchange", this.ticketArrived);
    removeEventListener("online", this.awake);
    removeEventListener("beforeunload", this.leaving);
    document.removeEventListener("visibilitychange", this.visible);
    this.store.close();
    this.store.session.end();
  }

  override render(): TemplateResult {
    const { state } = this.store.session;
    return html`${state === "open" ? this.work() : this.door()}
      <div class="visually-hidden" role="status" aria-live="polite">${this.store.spoken}</div>`;
  }

  private work(): TemplateResult {
    const { store, tick } = this;
    const open = store.current || store.opening;
    return html`<div class="page ${open ? "has-open" : ""}">
      <header class="bar">
        <h1>${text.page}</h1>
        <span class="stream ${store.stream}" data-stream=${store.stream}>${STREAM[store.stream]}</span>
        <span class="agent">${store.session.agent}</span>
        <button class="quiet square" aria-label=${text.shortcuts} title=${text.shortcuts} @click=${() => this.help?.show()}>
          ?
        </button>
      </header>
      <acw-list .store=${store} .tick=${tick}></acw-list>
      <main><acw-detail .store=${store} .tick=${tick}></acw-detail></main>
      <acw-undo .store=${store} .tick=${tick}></acw-undo>
      <acw-help></acw-help>
    </div>`;
  }

  /** What is shown without a session. Words that were not saved are shown too, to be copied. */
  private door(): TemplateResult {
    const { session } = this.store;
    if (session.state === "opening") return html`<main class="door"><p>${text.openingSession}</p></main>`;
    if (session.state === "unreachable") {
      return html`<main class="door">
        <h1>${text.unreachableTitle}</h1>
        <p>${text.unreachableHint}</p>
        <button class="primary" @click=${() => void session.open(this.store.api)}>${text.retry}</button>
      </main>`;
    }
    const unsaved = this.store.unsavedWords();
    return html`<main class="door">
      <h1>${text.endedTitle}</h1>
      <p>${text.endedHint}</p>
      ${unsaved
        ? html`<label for="unsaved">${text.endedUnsaved}</label>
            <textarea id="unsaved" readonly rows="6" .value=${unsaved}></textarea>`
        : null}
    </main>`;
  }

  private get help(): HelpDialog | null {
    return this.querySelector<HelpDialog>("acw-help");
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (this.store.session.state !== "open" || this.help?.open) return;
    const command = isMac ? event.metaKey : event.ctrlKey;
    if (command && event.key === "Enter") {
      event.preventDefault();
      if (!event.repeat) void this.store.confirm();
    } else if (command && event.key === "z" && !event.shiftKey && !isTyping(event) && this.store.undoLeftMs() > 0) {
      event.preventDefault();
      if (!event.repeat) void this.store.undo();
    } else if (event.key === "?" && !isTyping(event)) {
      event.preventDefault();
      this.help?.byKey();
    }
  };

  private readonly ticketArrived = (): void => void this.store.ticketArrived();
  private readonly awake = (): void => this.store.hurry();
  private readonly visible = (): void => {
    if (document.visibilityState === "visible") this.store.hurry();
    else this.store.current?.flush(true);
  };
  private readonly leaving = (event: BeforeUnloadEvent): void => {
    if (this.store.unsaved().length) event.preventDefault();
  };
}

/** Whether a key belongs to an entry being typed in: there Ctrl+Z takes back letters, and ? is a letter. */
function isTyping(event: KeyboardEvent): boolean {
  const at = event.target;
  if (at instanceof HTMLTextAreaElement) return !at.readOnly;
  return at instanceof HTMLInputElement && !at.readOnly && at.type !== "checkbox" && at.type !== "radio";
}

customElements.define("acw-app", ReviewApp);
