/** Live updates: server-sent events read by streaming fetch, since EventSource cannot send a token. */

import { type Api, Ended } from "./api.ts";

export interface ServerEvent {
  id: string | null;
  event: string;
  data: string;
}

export type StreamState = "connecting" | "live" | "polling" | "offline";

export interface Listener {
  /** Something may have been missed: read everything anew. Rejects when the service cannot be reached. */
  refresh(): Promise<void>;
  event(event: ServerEvent): void;
  state(state: StreamState): void;
  ended(): void;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15_000;
const POLL_AFTER_FAILURES = 2;
/** A stream that is cut sooner than this, again and again, counts as one that does not work. */
const LASTING_MS = 5_000;
/** Servers send a comment every 15 s; four missed ones mean that nobody is there. */
const SILENCE_MS = 60_000;

/** Splits text into events as it comes; keeps what is not yet whole. */
export class EventParser {
  private rest = "";

  push(chunk: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    this.rest += chunk;
    for (;;) {
      const end = /\r\n\r\n|\n\n|\r\r/.exec(this.rest);
      if (!end) return events;
      const event = this.parse(this.rest.slice(0, end.index));
      this.rest = this.rest.slice(end.index + end[0].length);
      if (event) events.push(event);
    }
  }

  private parse(block: string): ServerEvent | null {
    let event = "message";
    let id: string | null = null;
    const data: string[] = [];
    for (const line of block.split(/\r\n|\n|\r/)) {
      const colon = line.indexOf(":");
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (name === "event") event = value;
      else if (name === "data") data.push(value);
      else if (name === "id" && !value.includes("\0")) id = value;
    }
    const empty = data.length === 0 && id === null && event === "message";
    return empty ? null : { id, event, data: data.join("\n") };
  }
}

export class EventStream {
  private lastId: string | null = null;
  private failures = 0;
  private running = false;
  private abort = new AbortController();
  private wake: () => void = () => {};

  constructor(
    private readonly api: Api,
    private readonly listener: Listener,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.failures = 0;
    void this.run();
  }

  stop(): void {
    this.running = false;
    this.abort.abort();
    this.wake();
  }

  /** After sleep or when the network is back: do not wait out the delay. */
  hurry(): void {
    this.failures = Math.min(this.failures, 1);
    this.wake();
  }

  private async run(): Promise<void> {
    this.listener.state("connecting");
    while (this.running) {
      const started = performance.now();
      try {
        await this.read();
      } catch (error) {
        if (error instanceof Ended) {
          this.running = false;
          this.listener.ended();
          return;
        }
      }
      const lasted = performance.now() - started > LASTING_MS;
      this.failures = lasted ? 0 : this.failures + 1;
      if (!this.running) return;
      await this.pause();
      if (this.running && this.failures >= POLL_AFTER_FAILURES) await this.poll();
    }
  }

  private async read(): Promise<void> {
    this.abort = new AbortController();
    const headers: Record<string, string> = { ...this.api.headers(), Accept: "text/event-stream" };
    if (this.lastId !== null) headers["Last-Event-ID"] = this.lastId;
    let silence = setTimeout(() => this.abort.abort(), SILENCE_MS);
    try {
      const response = await fetch("/v1/events", { headers, cache: "no-store", signal: this.abort.signal });
      if (response.status === 401) throw new Ended();
      if (!response.ok || !response.body) throw new Error("no stream");
      this.listener.state("live");
      // What happened before the stream stood is read once, from the lists.
      void this.listener.refresh().catch(() => {});
      const parser = new EventParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(() => this.abort.abort(), SILENCE_MS);
        for (const event of parser.push(value)) this.take(event);
      }
    } finally {
      clearTimeout(silence);
    }
  }

  private take(event: ServerEvent): void {
    if (event.id !== null || event.event === "reset") this.lastId = event.id || null;
    if (event.event === "reset") {
      void this.listener.refresh().catch(() => {});
    } else this.listener.event(event);
  }

  private async poll(): Promise<void> {
    try {
      await this.listener.refresh();
      this.listener.state("polling");
    } catch {
      this.listener.state("offline");
    }
  }

  private pause(): Promise<void> {
    const longest = Math.min(FIRST_DELAY_MS * 2 ** this.failures, LONGEST_DELAY_MS);
    const delay = longest / 2 + (Math.random() * longest) / 2;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
