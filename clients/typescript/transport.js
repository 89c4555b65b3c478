// How a call becomes HTTP: one request, no retries; what is not a success is thrown as a problem.

/** An RFC 9457 problem. Branch on `type`, such as "/problems/out-of-stock"; `facts` are its further members. */
export class ProblemError extends Error {
  constructor(status, members) {
    const { type = "about:blank", title = "", request_id: requestId, ...facts } = members;
    super(`${status} ${type}: ${title}`);
    Object.assign(this, { name: "ProblemError", status, type, title, requestId, facts });
  }
}

export function newKey() {
  return crypto.randomUUID();
}

export class Transport {
  #url;
  #token;

  constructor(url, token) {
    this.#url = url.replace(/\/+$/, "");
    this.#token = token;
  }

  acting(token) {
    return new this.constructor(this.#url, token);
  }

  async call(method, path, { body, query = {}, headers = {} } = {}) {
    // A list is said once for each.
    const given = Object.entries(query).filter(isGiven).flatMap(([name, value]) =>
      [value].flat().map((each) => [name, String(each)]),
    );
    const search = given.length ? `?${new URLSearchParams(given)}` : "";
    const sent = Object.fromEntries(Object.entries(headers).filter(isGiven));
    if (this.#token) sent.Authorization = `Bearer ${this.#token}`;
    if (body !== undefined) sent["Content-Type"] = "application/json";
    const response = await fetch(this.#url + path + search, {
      method,
      headers: sent,
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: "manual",
    });
    const text = await response.text();
    if (!response.ok) throw new ProblemError(response.status, members(text));
    return text ? JSON.parse(text) : undefined;
  }
}

function isGiven([, value]) {
  return value != null;
}

function members(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { title: text.slice(0, 200) };
  }
}
