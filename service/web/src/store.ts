/** The page's state: session, stream, lists and open wrap-ups. Components read it and call its methods. */

import { Api, Ended, Refused, Unreachable, withCursor } from "./api.ts";
import { confirm, undo } from "./decide.ts";
import { unsavedWords } from "./edits.ts";
import { EventStream, type ServerEvent, type StreamState } from "./events.ts";
import { text } from "./messages.ts";
import { Review, type Surroundings } from "./review.ts";
import { Session } from "./session.ts";
import type { Catalogue, Page, Row, State, Turn } from "./types.ts";

export interface Group {
  state: State;
  rows: Row[];
  pages: number;
  more: boolean;
}

/** In the order in which an agent cares. The open ones are read further than the finished ones. */
const GROUPS: [State, number][] = [
  ["blocked", 4],
  ["ready", 4],
  ["confirmed", 2],
  ["written", 1],
];
const SETTLE_MS = 120;

export class Store implements Surroundings {
  readonly session = new Session(() => this.sessionChanged());
  readonly api = new Api(() => this.session.bearer());
  groups: Group[] = GROUPS.map(([state, pages]) => ({ state, rows: [], pages, more: false }));
  loaded = false;
  failed = false;
  stream: StreamState = "connecting";
  current: Review | null = null;
  opening: string | null = null;
  openFailed = false;
  /** Undo is offered for the last one confirmed, also when the agent has moved on. */
  confirmed: Review | null = null;
  spoken = "";
  private readonly reviews = new Map<string, Review>();
  private readonly catalogues = new Map<string, Catalogue | null>();
  private readonly events = new EventStream(this.api, {
    refresh: () => this.refresh(),
    event: (event) => this.received(event),
    state: (state) => this.setStream(state),
    ended: () => this.ended(),
  });
  private settle: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly notify: () => void) {}

  changed(): void {
    this.notify();
  }

  say(words: string): void {
    // The same words twice are spoken twice only if the text differs.
    this.spoken = words === this.spoken ? `${words}\u00a0` : words;
    this.notify();
  }

  ended(): void {
    this.session.end();
  }

  moved(): void {
    clearTimeout(this.settle);
    this.settle = setTimeout(() => void this.loadLists().catch(() => {}), SETTLE_MS);
  }

  begin(): Promise<void> {
    this.session.takeTicket();
    return this.session.open(this.api);
  }

  /** A new link opened in the same window: what was not saved is still here. */
  async ticketArrived(): Promise<void> {
    if (!this.session.takeTicket()) return;
    await this.session.open(this.api);
    for (const review of this.unsaved()) review.flush();
  }

  unsaved(): Review[] {
    return [...this.reviews.values()].filter((review) => review.dirty);
  }

  hurry(): void {
    this.events.hurry();
    for (const review of this.unsaved()) review.flush();
  }

  async open(id: string): Promise<void> {
    this.current?.flush();
    this.forget(id);
    this.opening = id;
    this.openFailed = false;
    this.changed();
    try {
      const known = this.reviews.get(id);
      const review = known ?? (await Review.open(this.api, this, id));
      if (this.opening !== id) return;
      this.reviews.set(id, review);
      if (known) review.reopen();
      this.current = review;
      this.opening = null;
      if (known) void this.quietly(this.reread(review));
      void this.loadAround(review);
    } catch (error) {
      if (this.opening === id) this.openFailed = !(error instanceof Ended);
      if (error instanceof Ended) this.ended();
    }
    this.changed();
  }

  close(): void {
    this.current?.flush();
    this.current = null;
    this.opening = null;
    this.openFailed = false;
    this.changed();
  }

  async confirm(): Promise<void> {
    const review = this.current;
    if (review && (await confirm(review))) this.confirmed = review;
    this.changed();
  }

  async undo(): Promise<void> {
    const review = this.confirmed;
    if (!review || this.undoLeftMs() <= 0 || !(await undo(review))) return;
    this.confirmed = null;
    await this.open(review.id);
  }

  undoLeftMs(): number {
    const { state, undo_until } = this.confirmed?.server ?? {};
    if (state !== "confirmed" || !undo_until) return 0;
    return Date.parse(undo_until) - this.api.serverNow();
  }

  /** All that was typed and not saved, as plain text to copy. */
  unsavedWords(): string {
    return this.unsaved()
      .map(({ server, mine }) => unsavedWords(server.content, mine))
      .join("\n\n");
  }

  /** The one to do next, in the order of the list; never the one at hand. */
  next(): Row | null {
    const todo = this.groups.filter(({ state }) => state === "ready").flatMap(({ rows }) => rows);
    return todo.find(({ id }) => id !== this.current?.id) ?? null;
  }

  catalogue(review: Review): Catalogue | null {
    return this.catalogues.get(review.server.draft.profile) ?? null;
  }

  async showMore(group: Group): Promise<void> {
    group.pages += 1;
    await this.quietly(this.loadLists());
  }

  async loadAround(review: Review): Promise<void> {
    await Promise.all([this.loadTranscript(review), this.loadCatalogue(review.server.draft.profile)]);
    this.changed();
  }

  private async loadTranscript(review: Review): Promise<void> {
    if (review.transcript) return;
    try {
      const turns = await this.api.all<Turn>(`/v1/calls/${encodeURIComponent(review.server.call_id)}/transcript`);
      review.transcript = turns.map((turn, index) => ({ ...turn, turn: turn.turn ?? index }));
      review.transcriptFailed = false;
    } catch (error) {
      if (error instanceof Ended) this.ended();
      review.transcriptFailed = true;
    }
    this.changed();
  }

  /** The codes to choose from. An agent's key may not be allowed to read them: then the draft's own remain. */
  private async loadCatalogue(profile: string): Promise<void> {
    const [name, version] = profile.split("@");
    if (!name || !version || this.catalogues.has(profile)) return;
    try {
      const path = `/v1/profiles/${encodeURIComponent(name)}/${encodeURIComponent(version)}`;
      this.catalogues.set(profile, (await this.api.get<{ content: Catalogue }>(path)).content);
    } catch (error) {
      if (!(error instanceof Unreachable)) this.catalogues.set(profile, null);
    }
  }

  private sessionChanged(): void {
    if (this.session.state === "open") this.events.start();
    else this.events.stop();
    if (this.session.state === "ended") this.spoken = text.endedTitle;
    this.notify();
  }

  private setStream(state: StreamState): void {
    this.stream = state;
    this.changed();
  }

  private received(event: ServerEvent): void {
    const { wrapup_id: id, version } = hint(event.data);
    const review = this.reviews.get(id ?? "");
    if (review && (version ?? Infinity) > review.server.version) void this.quietly(this.reread(review));
    this.moved();
  }

  /** As it stands now; one that is not there any more leaves the page, with all that was typed into it. */
  private async reread(review: Review): Promise<void> {
    try {
      await review.refresh();
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
      this.drop(review);
    }
  }

  private drop(review: Review): void {
    review.stop();
    this.reviews.delete(review.id);
    if (this.confirmed === review) this.confirmed = null;
    if (this.current !== review) return;
    this.current = null;
    this.say(text.gone);
  }

  private async refresh(): Promise<void> {
    try {
      await this.loadLists();
      await Promise.all([...this.reviews.values()].map((review) => this.reread(review).catch(unlessRefused)));
    } catch (error) {
      if (error instanceof Ended) this.ended();
      throw error;
    }
  }

  private async loadLists(): Promise<void> {
    if (this.session.state !== "open") return;
    try {
      await Promise.all(this.groups.map((group) => this.loadGroup(group)));
      [this.loaded, this.failed] = [true, false];
    } catch (error) {
      if (error instanceof Ended) this.ended();
      this.failed = true;
      throw error;
    } finally {
      this.changed();
    }
  }

  private async loadGroup(group: Group): Promise<void> {
    const rows: Row[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < group.pages; page += 1) {
      const answer: Page<Row> = await this.api.get(withCursor(`/v1/wrapups?state=${group.state}`, cursor));
      rows.push(...answer.items);
      cursor = answer.next_cursor;
      if (cursor === null) break;
    }
    group.rows = rows;
    group.more = cursor !== null;
  }

  private async quietly(step: Promise<unknown>): Promise<void> {
    await step.catch((error: unknown) => {
      if (error instanceof Ended) this.ended();
    });
  }

  /** Reviews with words not saved, and the one that can be undone, stay in memory; the others go. */
  private forget(except: string): void {
    for (const [id, review] of this.reviews) {
      if (id !== except && !review.dirty && review !== this.confirmed) this.reviews.delete(id);
    }
  }
}

/** A wrap-up that was erased or given to another agent is no fault of the connection. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
}

/** What an event says. One that cannot be read is still a hint: the lists are read anew. */
function hint(data: string): { wrapup_id?: string; version?: number } {
  try {
    return (JSON.parse(data) ?? {}) as ReturnType<typeof hint>;
  } catch {
    return {};
  }
}
