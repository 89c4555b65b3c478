// By `make contracts` from contracts/openapi.json.
import { Transport } from "./transport.js";
export { newKey, ProblemError } from "./transport.js";

export class Zoco extends Transport {
  listProducts(options = {}) {
    return this.call("GET", `/v1/products`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  searchProducts(options = {}) {
    return this.call("GET", `/v1/search`, { query: { "q": options.q, "limit": options.limit } });
  }
  getProduct(productId) {
    return this.call("GET", `/v1/products/${encodeURIComponent(productId)}`);
  }
  createProduct(body, options = {}) {
    return this.call("POST", `/v1/admin/products`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAllProducts(options = {}) {
    return this.call("GET", `/v1/admin/products`, { query: { "handle": options.handle, "limit": options.limit, "cursor": options.cursor } });
  }
  getAnyProduct(productId) {
    return this.call("GET", `/v1/admin/products/${encodeURIComponent(productId)}`);
  }
  editProduct(productId, body, options = {}) {
    return this.call("PUT", `/v1/admin/products/${encodeURIComponent(productId)}`, { body, headers: { "If-Match": options.ifMatch } });
  }
  adjustStock(body, options = {}) {
    return this.call("POST", `/v1/admin/stock-adjustments`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  getStock(variantId) {
    return this.call("GET", `/v1/admin/stock/${encodeURIComponent(variantId)}`);
  }
  register(body) {
    return this.call("POST", `/v1/auth/register`, { body });
  }
  login(body) {
    return this.call("POST", `/v1/auth/login`, { body });
  }
  refresh(body) {
    return this.call("POST", `/v1/auth/refresh`, { body });
  }
  getMe() {
    return this.call("GET", `/v1/me`);
  }
  changeMe(body) {
    return this.call("PATCH", `/v1/me`, { body });
  }
  getFactors() {
    return this.call("GET", `/v1/me/factors`);
  }
  enrolTotp() {
    return this.call("POST", `/v1/me/totp`);
  }
  removeTotp() {
    return this.call("DELETE", `/v1/me/totp`);
  }
  confirmTotp(body) {
    return this.call("POST", `/v1/me/totp/confirm`, { body });
  }
  listAccounts(options = {}) {
    return this.call("GET", `/v1/admin/accounts`, { query: { "email": options.email, "cursor": options.cursor, "limit": options.limit } });
  }
  getAccount(accountId) {
    return this.call("GET", `/v1/admin/accounts/${encodeURIComponent(accountId)}`);
  }
  disableAccount(accountId) {
    return this.call("POST", `/v1/admin/accounts/${encodeURIComponent(accountId)}/disable`);
  }
  enableAccount(accountId) {
    return this.call("POST", `/v1/admin/accounts/${encodeURIComponent(accountId)}/enable`);
  }
  setRoles(accountId, body, options = {}) {
    return this.call("PUT", `/v1/admin/accounts/${encodeURIComponent(accountId)}/roles`, { body, headers: { "If-Match": options.ifMatch } });
  }
  renewRecoveryCodes() {
    return this.call("POST", `/v1/me/recovery-codes`);
  }
  logout(body) {
    return this.call("POST", `/v1/auth/logout`, { body });
  }
  getKeys() {
    return this.call("GET", `/.well-known/jwks.json`);
  }
  previewOrder(body) {
    return this.call("POST", `/v1/orders/preview`, { body });
  }
  placeOrder(body, options = {}) {
    return this.call("POST", `/v1/orders`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listOrders(options = {}) {
    return this.call("GET", `/v1/orders`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  getOrder(orderId) {
    return this.call("GET", `/v1/orders/${encodeURIComponent(orderId)}`);
  }
  cancelOrder(orderId, options = {}) {
    return this.call("POST", `/v1/orders/${encodeURIComponent(orderId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAllOrders(options = {}) {
    return this.call("GET", `/v1/admin/orders`, { query: { "customer_id": options.customerId, "status": options.status, "needs_review": options.needsReview, "cursor": options.cursor, "limit": options.limit } });
  }
  getAnyOrder(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}`);
  }
  cancelAnyOrder(orderId, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listReviews(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/reviews`);
  }
  resolveReview(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/review-resolution`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listPaymentDifferences(options = {}) {
    return this.call("GET", `/v1/admin/payments/differences`, { query: { "state": options.state, "kind": options.kind, "cursor": options.cursor, "limit": options.limit } });
  }
  receivePaymentEvent(body) {
    return this.call("POST", `/v1/webhooks/stripe`, { body });
  }
  openTicket(body, options = {}) {
    return this.call("POST", `/v1/support/tickets`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listTickets(options = {}) {
    return this.call("GET", `/v1/support/tickets`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  getTicket(ticketId) {
    return this.call("GET", `/v1/support/tickets/${encodeURIComponent(ticketId)}`);
  }
  writeMessage(ticketId, body, options = {}) {
    return this.call("POST", `/v1/support/tickets/${encodeURIComponent(ticketId)}/messages`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listMessages(ticketId, options = {}) {
    return this.call("GET", `/v1/support/tickets/${encodeURIComponent(ticketId)}/messages`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  listAllTickets(options = {}) {
    return this.call("GET", `/v1/admin/tickets`, { query: { "status": options.status, "limit": options.limit, "cursor": options.cursor } });
  }
  getAnyTicket(ticketId, options = {}) {
    return this.call("GET", `/v1/admin/tickets/${encodeURIComponent(ticketId)}`, { query: { "limit": options.limit, "cursor": options.cursor } });
  }
  getTicketContext(ticketId) {
    return this.call("GET", `/v1/support/tickets/${encodeURIComponent(ticketId)}/context`);
  }
  answerTicket(ticketId, body, options = {}) {
    return this.call("POST", `/v1/admin/tickets/${encodeURIComponent(ticketId)}/messages`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  closeTicket(ticketId) {
    return this.call("POST", `/v1/support/tickets/${encodeURIComponent(ticketId)}/close`);
  }
}
