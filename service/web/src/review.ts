/** One open wrap-up: what the server last said, what the agent has changed since, and its autosave. */

import { type Answer, type Api, type Ask, Ended, isWrapUp, Refused, Unreachable, wrapupPath } from "./api.ts";
import { spoken } from "./edits.ts";
import { merge, patch, rename, renames, same, words } from "./merge.ts";
import { text } from "./messages.ts";
import type { Content, Evidence, FieldProblem, Turn, WrapUp } from "./types.ts";

export type SaveState = "saved" | "typing" | "saving" | "unsaved" | "refused";

/** What a review needs of the page around it. */
export interface Surroundings {
  changed(): void;
  say(words: string): void;
  ended(): void;
  /** The wrap-up may have moved from one list to another. */
  moved(): void;
}

const GUARD_MS = 1_000;
const AUTOSAVE_MS = 600;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;
const CONFLICT_ROUNDS = 4;

export class Review {
  mine: Content;
  transcript: Turn[] | null = null;
  transcriptFailed = false;
  selected: { id: string; evidence: Evidence[] } | null = null;
  notices: string[] = [];
  problems: FieldProblem[] = [];
  save: SaveState = "saved";
  keptInsteadOf: number | null = null;
  correcting = false;
  busy: "" | "confirm" | "undo" | "other" = "";
  /** Lists that the server refused as they stand, until the agent changes something. */
  private readonly held = new Set<string>();
  private guardUntil = 0;
  private openedAt = performance.now();
  private firstEditAt: number | null = null;
  private retryMs = FIRST_RETRY_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Requests of one wrap-up go one after the other, each with the version the last one left. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    readonly api: Api,
    readonly around: Surroundings,
    public server: WrapUp,
    private etag: string,
  ) {
    this.mine = server.content;
    this.guard();
  }

  static async open(api: Api, around: Surroundings, id: string): Promise<Review> {
    const { body, etag } = await api.send<WrapUp>("GET", wrapupPath(id));
    return new Review(api, around, body, etag ?? `"${body.version}"`);
  }

  get id(): string {
    return this.server.id;
  }

  get dirty(): boolean {
    return !same(this.server.content, spoken(this.mine));
  }

  get editable(): boolean {
    const { state } = this.server;
    return state === "ready" || state === "blocked" || (state === "written" && this.correcting);
  }

  get guarded(): boolean {
    return performance.now() < this.guardUntil;
  }

  /** What the agent is looking at, and so what a confirmation would stand for. */
  get seen(): string {
    const targets = this.server.targets.map(({ id, match, record }) => [id, match, record?.id ?? null]);
    return JSON.stringify([this.server.draft.number, targets, words(spoken(this.mine))]);
  }

  /** The draft has just appeared or changed: for a second, nobody can have read it. */
  guard(): void {
    this.guardUntil = performance.now() + GUARD_MS;
    setTimeout(() => this.around.changed(), GUARD_MS + 10);
  }

  /** Shown again after another one: time counts anew, and so does the guard. */
  reopen(): void {
    this.openedAt = performance.now();
    this.guard();
  }

  timings(): Record<string, number> {
    const timings: Record<string, number> = { open_to_confirm: Math.round(performance.now() - this.openedAt) };
    if (this.firstEditAt !== null) timings["first_edit"] = Math.round(Math.max(this.firstEditAt - this.openedAt, 0));
    return timings;
  }

  select(id: string, evidence: Evidence[]): void {
    if (this.selected?.id === id) return;
    this.selected = { id, evidence };
    this.around.changed();
  }

  notice(words: string): void {
    if (!this.notices.includes(words)) this.notices = [...this.notices, words];
    this.around.say(words);
    this.around.changed();
  }

  dropNotice(words: string): void {
    this.notices = this.notices.filter((notice) => notice !== words);
    this.around.changed();
  }

  edit(content: Content, delayMs = AUTOSAVE_MS): void {
    this.mine = content;
    this.firstEditAt ??= performance.now();
    this.problems = [];
    this.held.clear();
    if (this.save !== "unsaved") this.save = this.dirty ? "typing" : "saved";
    this.schedule(delayMs);
    this.around.changed();
  }

  /** Saves now what is not saved yet: on leaving an entry, the wrap-up or the page. */
  flush(keepalive = false): void {
    if (this.dirty) void this.inTurn(() => this.saveNow(keepalive));
  }

  /** Nothing more is saved of it. */
  stop(): void {
    clearTimeout(this.timer);
    this.mine = this.server.content;
  }

  refresh(): Promise<void> {
    return this.inTurn(() => this.reread());
  }

  /** The wrap-up as it stands. Called in turn. */
  async reread(): Promise<void> {
    const { body, etag } = await this.api.send<WrapUp>("GET", wrapupPath(this.id));
    this.accept(body, etag, this.server.content);
  }

  /** Runs after what is already under way. Only the end of the session and a lost network come through. */
  inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const result = this.queue.then(step);
    this.queue = result.catch((error: unknown) => {
      if (error instanceof Ended) this.around.ended();
    });
    return result;
  }

  /** Sends one change under If-Match and takes what comes back. */
  async send(method: string, action: string, ask: Ask = {}): Promise<void> {
    const answer = await this.api.send<unknown>(method, wrapupPath(this.id, action), { ...ask, match: this.etag });
    await this.take(answer);
  }

  /** True once the server has all words; false when they still wait here. Called in turn. */
  async saveNow(keepalive = false): Promise<boolean> {
    clearTimeout(this.timer);
    for (let round = 0; round < CONFLICT_ROUNDS; round += 1) {
      const content = this.unsent();
      if (!Object.keys(content).length) break;
      this.showSave("saving");
      try {
        const ask = { body: { content }, match: this.etag, keepalive };
        const { body, etag } = await this.api.send<WrapUp>("PATCH", wrapupPath(this.id), ask);
        this.acceptSaved(content, body, etag);
      } catch (error) {
        if (!(await this.recover(error, content))) return false;
      }
    }
    if (this.held.size && this.dirty) this.showSave("refused");
    else this.showSave(this.dirty ? "typing" : "saved");
    if (this.save === "typing") this.schedule(AUTOSAVE_MS);
    return !this.dirty;
  }

  /** What the server has yet to be told, without the lists it has refused as they are. */
  private unsent(): Partial<Content> {
    const changes = Object.entries(patch(this.server.content, spoken(this.mine)));
    return Object.fromEntries(changes.filter(([list]) => !this.held.has(list)));
  }

  /** The answer counts from what was sent. New entries come back under the server's ids. */
  private acceptSaved(sent: Partial<Content>, theirs: WrapUp, etag: string | null): void {
    const base = { ...this.server.content, ...sent };
    const renamed = renames(base, theirs.content);
    this.mine = rename(this.mine, renamed);
    if (this.selected) this.selected.id = renamed.get(this.selected.id) ?? this.selected.id;
    this.accept(theirs, etag, rename(base, renamed));
  }

  /** After 412 the words are merged and sent again; otherwise they wait, visibly. */
  private async recover(error: unknown, sent: Partial<Content>): Promise<boolean> {
    if (error instanceof Refused && error.status === 412) {
      await this.takeCurrent(error);
      return true;
    }
    if (error instanceof Refused) {
      this.problems = [...this.problems, ...error.errors];
      const blamed = error.errors.map(({ pointer }) => pointer.split("/")[2] ?? "").filter((list) => list in sent);
      for (const list of blamed.length ? blamed : Object.keys(sent)) this.held.add(list);
      this.showSave("refused");
      if (error.status === 409) await this.reread();
      // One entry that is refused does not keep the others from being saved.
      return blamed.length > 0;
    }
    this.showSave("unsaved");
    if (!(error instanceof Unreachable)) throw error;
    this.schedule(this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
    return false;
  }

  /** 412 carries the wrap-up as it stands; where it does not, it is read. */
  async takeCurrent(error: Refused): Promise<void> {
    const body = error.body as { current?: unknown } | null;
    await this.take({ body: [body, body?.current].find(isWrapUp), etag: error.etag });
  }

  private async take(answer: Answer<unknown>): Promise<void> {
    if (isWrapUp(answer.body)) this.accept(answer.body, answer.etag, this.server.content);
    else await this.reread();
  }

  /** Takes the server's wrap-up over; `base` is what the agent's words are counted from. */
  private accept(theirs: WrapUp, etag: string | null, base: Content): void {
    if (theirs.version < this.server.version) return;
    const before = { seen: this.seen, state: this.server.state };
    const merged = merge(base, this.mine, theirs.content);
    this.server = theirs;
    this.etag = etag ?? `"${theirs.version}"`;
    this.mine = merged.content;
    this.retryMs = FIRST_RETRY_MS;
    if (theirs.state !== "written") this.correcting = false;
    if (!this.dirty) this.save = "saved";
    for (const note of merged.notes) this.notice(note);
    if (this.seen !== before.seen || theirs.state !== before.state) this.guard();
    if (theirs.state !== before.state) this.around.moved();
    this.around.changed();
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delayMs);
  }

  private showSave(state: SaveState): void {
    if (this.save === state) return;
    this.save = state;
    if (state === "unsaved") this.around.say(text.notSaved);
    if (state === "refused") this.around.say(text.notAccepted);
    this.around.changed();
  }
}
