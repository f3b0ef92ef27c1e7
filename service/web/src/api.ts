/** The only place that talks to the API by request and answer; the event stream is in events.ts. */

import type { FieldProblem, Page, WrapUp } from "./types.ts";

/** The token is no longer good: the session is over. */
export class Ended extends Error {}

/** No answer, or one that says "later": what was asked may be asked again. */
export class Unreachable extends Error {}

/** The service refused; the status says why. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly etag: string | null,
  ) {
    super(`refused with ${status}`);
  }

  get errors(): FieldProblem[] {
    const errors = (this.body as { errors?: unknown } | null)?.errors;
    return Array.isArray(errors) ? (errors as FieldProblem[]) : [];
  }
}

export interface Answer<Body> {
  body: Body;
  etag: string | null;
}

export interface Ask {
  body?: unknown;
  match?: string;
  keepalive?: boolean;
}

const DEADLINE_MS = 15_000;
const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);
const MAX_PAGES = 40;

export class Api {
  /** Server's clock less ours, from the Date header: undo ends by the server's clock. */
  private skew = 0;

  constructor(private readonly token: () => string | null) {}

  serverNow(): number {
    return Date.now() + this.skew;
  }

  headers(): Record<string, string> {
    const token = this.token();
    return token ? { Authorization: `Bearer ${token}` } : {};
  }

  async send<Body>(method: string, path: string, ask: Ask = {}): Promise<Answer<Body>> {
    const headers = this.headers();
    if (ask.match) headers["If-Match"] = ask.match;
    if (ask.body !== undefined) headers["Content-Type"] = "application/json";
    const init: RequestInit = { method, headers, cache: "no-store", signal: AbortSignal.timeout(DEADLINE_MS) };
    if (ask.body !== undefined) init.body = JSON.stringify(ask.body);
    if (ask.keepalive) init.keepalive = true;
    const response = await fetch(path, init).catch(() => {
      throw new Unreachable();
    });
    return this.read<Body>(response);
  }

  private async read<Body>(response: Response): Promise<Answer<Body>> {
    const date = Date.parse(response.headers.get("Date") ?? "");
    // The header has whole seconds. Counting the rest of one as gone, undo is never offered too late.
    if (!Number.isNaN(date)) this.skew = date + 1_000 - Date.now();
    if (response.status === 401) throw new Ended();
    if (LATER.has(response.status)) throw new Unreachable();
    const body: unknown = await response.json().catch(() => null);
    const etag = response.headers.get("ETag");
    if (!response.ok) throw new Refused(response.status, body, etag);
    return { body: body as Body, etag };
  }

  async get<Body>(path: string): Promise<Body> {
    return (await this.send<Body>("GET", path)).body;
  }

  /** All items of a list, page by page, up to a bound that no honest list reaches. */
  async all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer: Page<Item> = await this.get<Page<Item>>(withCursor(path, cursor));
      items.push(...answer.items);
      cursor = answer.next_cursor;
      if (cursor === null) break;
    }
    return items;
  }
}

export function withCursor(path: string, cursor: string | null): string {
  if (cursor === null) return path;
  return `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`;
}

export const wrapupPath = (id: string, action = ""): string =>
  `/v1/wrapups/${encodeURIComponent(id)}${action && `/${action}`}`;

export function isWrapUp(body: unknown): body is WrapUp {
  const seen = body as Partial<WrapUp> | null;
  return typeof seen?.id === "string" && typeof seen.version === "number" && typeof seen.content === "object";
}
