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
  cancelLines(orderId, body, options = {}) {
    return this.call("POST", `/v1/orders/${encodeURIComponent(orderId)}/cancellations`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  cancelAnyLines(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/cancellations`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  giveRefund(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/refunds`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAnyRefunds(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/refunds`);
  }
  holdOrder(orderId, body) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/hold`, { body });
  }
  resumeOrder(orderId) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/resume`);
  }
  writeNote(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/notes`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listNotes(orderId, options = {}) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/notes`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  createFulfilment(orderId, body, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/fulfilments`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAnyFulfilments(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/fulfilments`);
  }
  listAllFulfilments(options = {}) {
    return this.call("GET", `/v1/admin/fulfilments`, { query: { "status": options.status, "cursor": options.cursor, "limit": options.limit } });
  }
  cancelFulfilment(fulfilmentId, options = {}) {
    return this.call("POST", `/v1/admin/fulfilments/${encodeURIComponent(fulfilmentId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  shipFulfilment(fulfilmentId, body, options = {}) {
    return this.call("POST", `/v1/admin/fulfilments/${encodeURIComponent(fulfilmentId)}/ship`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  deliverFulfilment(fulfilmentId, options = {}) {
    return this.call("POST", `/v1/admin/fulfilments/${encodeURIComponent(fulfilmentId)}/deliver`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listFulfilments(orderId) {
    return this.call("GET", `/v1/orders/${encodeURIComponent(orderId)}/fulfilments`);
  }
  requestReturn(orderId, body, options = {}) {
    return this.call("POST", `/v1/orders/${encodeURIComponent(orderId)}/returns`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listReturns(options = {}) {
    return this.call("GET", `/v1/returns`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  cancelReturn(returnId, options = {}) {
    return this.call("POST", `/v1/returns/${encodeURIComponent(returnId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAllReturns(options = {}) {
    return this.call("GET", `/v1/admin/returns`, { query: { "status": options.status, "cursor": options.cursor, "limit": options.limit } });
  }
  listAnyReturns(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/returns`);
  }
  rejectReturn(returnId, body, options = {}) {
    return this.call("POST", `/v1/admin/returns/${encodeURIComponent(returnId)}/reject`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  cancelAnyReturn(returnId, options = {}) {
    return this.call("POST", `/v1/admin/returns/${encodeURIComponent(returnId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  approveReturn(returnId, options = {}) {
    return this.call("POST", `/v1/admin/returns/${encodeURIComponent(returnId)}/approve`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  receiveReturn(returnId, body, options = {}) {
    return this.call("POST", `/v1/admin/returns/${encodeURIComponent(returnId)}/receive`, { body, headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listRefunds(orderId) {
    return this.call("GET", `/v1/orders/${encodeURIComponent(orderId)}/refunds`);
  }
  getTimeline(orderId, options = {}) {
    return this.call("GET", `/v1/orders/${encodeURIComponent(orderId)}/timeline`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  getAnyTimeline(orderId, options = {}) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}/timeline`, { query: { "cursor": options.cursor, "limit": options.limit } });
  }
  cancelOrder(orderId, options = {}) {
    return this.call("POST", `/v1/orders/${encodeURIComponent(orderId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
  }
  listAllOrders(options = {}) {
    return this.call("GET", `/v1/admin/orders`, { query: { "customer_id": options.customerId, "status": options.status, "number": options.number, "sku": options.sku, "placed_from": options.placedFrom, "placed_before": options.placedBefore, "cursor": options.cursor, "limit": options.limit } });
  }
  getAnyOrder(orderId) {
    return this.call("GET", `/v1/admin/orders/${encodeURIComponent(orderId)}`);
  }
  cancelAnyOrder(orderId, options = {}) {
    return this.call("POST", `/v1/admin/orders/${encodeURIComponent(orderId)}/cancel`, { headers: { "Idempotency-Key": options.idempotencyKey } });
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
