/** An RFC 9457 problem. Branch on `type`, such as "/problems/out-of-stock"; `facts` are its further members. */
export class ProblemError extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly requestId?: string;
  readonly facts: Record<string, unknown>;
  constructor(status: number, members: Record<string, unknown>);
}

/** An Idempotency-Key for a new wish. Keep it, and send it again when no answer came. */
export function newKey(): string;

/** Speaks to the shop at `url` as nobody, or as whom `token` names. */
export class Transport {
  constructor(url: string, token?: string);
  /** The same shop, as somebody else. */
  acting(token?: string): this;
  protected call<T>(method: string, path: string, request?: object): Promise<T>;
}
