/** The agent's wrap-ups by what they need: attention, review, nothing more. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { when } from "./format.ts";
import { shield, warning } from "./icons.ts";
import { text } from "./messages.ts";
import { StorePart } from "./part.ts";
import type { Group } from "./store.ts";
import type { Row } from "./types.ts";

export class WrapUpList extends StorePart {
  override render(): TemplateResult {
    const { store } = this;
    const any = store.groups.some(({ rows }) => rows.length);
    const todo = store.groups.some(({ state, rows }) => (state === "ready" || state === "blocked") && rows.length);
    return html`<nav class="list" aria-label=${text.list} @keydown=${this.move}>
      ${!store.loaded ? html`<p class="hint pad">${store.failed ? text.couldNotLoad : text.loading}</p>` : nothing}
      ${store.loaded && !todo ? this.empty() : nothing}
      ${any ? store.groups.map((group) => this.group(group)) : nothing}
    </nav>`;
  }

  private empty(): TemplateResult {
    return html`<div class="pad">
      <p>${text.emptyList}</p>
      <p class="hint">${text.emptyListHint}</p>
    </div>`;
  }

  private group(group: Group): TemplateResult | typeof nothing {
    if (!group.rows.length) return nothing;
    const title = `group-${group.state}`;
    const count = `${group.rows.length}${group.more ? "+" : ""}`;
    return html`<section aria-labelledby=${title} data-group=${group.state}>
      <h2 id=${title}>${text.state(group.state)} <span class="count">${count}</span></h2>
      <ul>
        ${repeat(
          group.rows,
          ({ id }) => id,
          (row) => html`<li>${this.row(row)}</li>`,
        )}
      </ul>
      ${group.more
        ? html`<button class="quiet more" @click=${() => void this.store.showMore(group)}>${text.more}</button>`
        : nothing}
    </section>`;
  }

  private row(row: Row): TemplateResult {
    const { headline } = row;
    const current = this.store.current?.id === row.id;
    const choose = row.state === "ready" && headline.match === "ambiguous";
    return html`<button
      class="row"
      data-wrapup=${row.id}
      aria-current=${current ? "true" : "false"}
      @click=${() => void this.store.open(row.id)}
    >
      <span class="row-name">${headline.record || (choose ? text.ambiguousCaller : text.unknownCaller)}</span>
      <span class="row-time">${when(row.created_at)}</span>
      <span class="row-summary">${headline.summary || text.noSummary}</span>
      <span class="row-marks">
        ${row.queue ? html`<span>${row.queue}</span>` : nothing}
        ${row.state === "ready" && row.draft.status === "pending" ? html`<span>${text.fullerComing}</span>` : nothing}
        ${choose ? html`<span class="mark">${warning}${text.chooseRecord}</span>` : nothing}
        ${headline.flags.map((flag) => html`<span class="mark">${shield}${text.topic(flag)}</span>`)}
      </span>
    </button>`;
  }

  /** Arrow keys move the focus from row to row, past the headings. */
  private readonly move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const keys: Record<string, (last: number) => number> = { Home: () => 0, End: (last) => last };
    if (step === undefined && !keys[event.key]) return;
    const rows = [...this.querySelectorAll<HTMLElement>(".row")];
    const at = rows.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    event.preventDefault();
    const to = keys[event.key]?.(rows.length - 1) ?? at + (step ?? 0);
    rows[to]?.focus();
  };
}

customElements.define("acw-list", WrapUpList);
