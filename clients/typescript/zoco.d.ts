// By `make contracts` from contracts/openapi.json.
import { Transport } from "./transport.js";
export { newKey, ProblemError } from "./transport.js";

export interface AccountList {
  items: Array<AccountView>;
  next: string | null;
}

export interface AccountView {
  account_id: string;
  created_at: string;
  email: string;
  is_disabled: boolean;
  locale: string;
  name: string;
  order_count: number;
  roles: Array<string>;
}

export type ActorKind = "customer" | "staff" | "system" | (string & {});

export interface Address {
  city: string;
  /** ISO 3166-1 alpha-2 */
  country: string;
  line1: string;
  line2?: string | null;
  name: string;
  postal_code: string;
  region?: string | null;
}

export interface AdjustStock {
  /** How many more, or fewer; not 0 */
  delta: number;
  reason: string;
  variant_id: string;
}

export interface Adjusted {
  adjustment_id: string;
  stock: LevelView;
}

export interface AdminProductList {
  items: Array<AdminProductView>;
  next: string | null;
}

export interface AdminProductView {
  description: string;
  handle: string;
  id: string;
  images: Array<Image>;
  name: string;
  options: Array<string>;
  status: ProductStatus;
  variants: Array<Variant>;
  version: number;
}

export type AuthorKind = "customer" | "agent" | (string & {});

export type Availability = "in_stock" | "few_left" | "out_of_stock" | (string & {});

export interface CancelLines {
  lines: Array<LineQuantity>;
  reason?: string | null;
}

export interface CancelView {
  cancel_reason: string | null;
  id: string;
  status: OrderStatus;
}

export interface CancellationView {
  id: string;
  lines: Array<LineQuantity>;
  order_id: string;
  order_status: OrderStatus;
  refund: Money | null;
}

export type Cause = "order_cancelled" | "lines_cancelled" | "return" | "goodwill" | (string & {});

export interface ChangeProfile {
  locale?: Locale;
  name?: string;
}

export type Condition = "as_new" | "opened" | "damaged" | (string & {});

export interface ConfirmTotp {
  code: string;
}

export interface ContextOrder {
  id: string;
  lines: Array<ContextOrderLine>;
  payment_status: string;
  placed_at: string;
  status: string;
  total: Money | null;
}

export interface ContextOrderLine {
  name: string | null;
  quantity: number;
  sku: string | null;
  unit_price: Money | null;
  variant_id: string;
}

export interface ContextOrderPage {
  items: Array<ContextOrder>;
  next: string | null;
}

export interface ContextProfile {
  account_id: string;
  email: string;
  locale: string;
  name: string;
}

export interface CreateFulfilment {
  lines: Array<LineQuantity>;
}

export type CustomerOrderStatus = "placed" | "confirmed" | "cancelled" | (string & {});

export interface EditedProduct {
  description: string;
  handle: string;
  /** In the order to show them */
  images?: Array<GivenImage>;
  name: string;
  /** Names, such as Size */
  options?: Array<string>;
  status: ProductStatus;
  variants: Array<EditedVariant>;
}

export interface EditedVariant {
  id?: string | null;
  image?: string | null;
  name: string;
  /** One per option of the product, in their order */
  option_values?: Array<string>;
  price: Price;
  sku: string;
  stock?: number;
}

export interface Enrolment {
  otpauth_uri: string;
  secret: string;
}

export interface Factors {
  factors: Array<string>;
  recovery_codes_left: number;
}

export interface FulfilmentList {
  items: Array<FulfilmentView>;
}

export interface FulfilmentPage {
  items: Array<FulfilmentView>;
  next: string | null;
}

export type FulfilmentStatus = "pending" | "shipped" | "delivered" | "cancelled" | (string & {});

export interface FulfilmentView {
  cancelled_at: string | null;
  carrier: string | null;
  created_at: string;
  delivered_at: string | null;
  id: string;
  lines: Array<LineQuantity>;
  order_id: string;
  shipped_at: string | null;
  status: FulfilmentStatus;
  tracking_number: string | null;
  tracking_url: string | null;
}

export interface GiveRefund {
  amount: RefundAmount;
  reason: string;
}

export interface GivenImage {
  alt?: string;
  url: string;
}

export interface HoldView {
  hold_reason: string | null;
  id: string;
  status: OrderStatus;
}

export interface Image {
  alt: string;
  url: string;
}

export interface LevelView {
  available: number;
  on_hand: number;
  product_id: string;
  reserved: number;
  sku: string;
  variant_id: string;
}

export interface LineQuantity {
  line: number;
  quantity: number;
}

export interface LineView {
  cancelled: number;
  delivered: number;
  line: number;
  name: string | null;
  quantity: number;
  returned: number;
  shipped: number;
  sku: string | null;
  unit_price: Money | null;
  variant_id: string;
}

export type Locale = "en" | "es" | (string & {});

export interface Login {
  code?: string;
  email: string;
  password: string;
}

export interface Me {
  account_id: string;
  created_at: string;
  email: string;
  locale: string;
  name: string;
  roles: Array<string>;
}

export interface MessagePage {
  items: Array<MessageView>;
  next: string | null;
}

export interface MessageView {
  author_kind: AuthorKind;
  created_at: string;
  id: string;
  text: string;
}

export interface Money {
  /** Whole minor units: 1999 is 19.99 EUR */
  amount: number;
  /** ISO 4217 */
  currency: string;
}

export interface NewProduct {
  description?: string;
  handle: string;
  /** In the order to show them */
  images?: Array<GivenImage>;
  name: string;
  /** Names, such as Size */
  options?: Array<string>;
  status?: ProductStatus;
  variants: Array<NewVariant>;
}

export interface NewVariant {
  image?: string | null;
  name: string;
  /** One per option of the product, in their order */
  option_values?: Array<string>;
  price: Price;
  sku: string;
  stock?: number;
}

export interface NotePage {
  items: Array<NoteView>;
  next: string | null;
}

export interface NoteView {
  author_id: string | null;
  created_at: string;
  id: string;
  order_id: string;
  text: string;
}

export interface OpenTicket {
  /** An order of yours that this is about */
  order_id?: string | null;
  priority?: Priority;
  /** One line */
  subject: string;
  /** Plain text, kept and returned exactly as sent: whoever shows it escapes it */
  text: string;
}

export interface OrderPage {
  items: Array<OrderView>;
  next: string | null;
}

export type OrderStatus = "pending" | "awaiting_payment" | "confirmed" | "completed" | "cancelling" | "cancelled" | (string & {});

export interface OrderView {
  cancel_reason: string | null;
  cancelled_at: string | null;
  completed_at: string | null;
  confirmed_at: string | null;
  fulfilment_status: string;
  id: string;
  lines: Array<LineView>;
  number: string;
  payment_status: string;
  placed_at: string;
  return_status: string;
  shipping_address: Address;
  status: OrderStatus;
  total: Money | null;
}

export interface OrdersSection {
  /** When the owner was asked for this; of a stale section, back then */
  as_of: string;
  /** How long the owner was asked for this answer */
  latency_ms: number;
  /** The service that owns it */
  source: string;
  status: SectionStatus;
  value: ContextOrderPage | null;
}

export type Outcome = "open" | "waiting_on_customer" | "on_hold" | "solved" | (string & {});

export interface Preview {
  lines: Array<WishLine>;
}

export interface PreviewLine {
  is_available: boolean;
  line_total: Money;
  name: string;
  quantity: number;
  sku: string;
  unit_price: Money;
  variant_id: string;
}

export interface PreviewView {
  lines: Array<PreviewLine>;
  total: Money;
}

export interface Price {
  amount: number;
  currency: string;
}

export type Priority = "low" | "normal" | "high" | "urgent" | (string & {});

export interface Problem {
  instance?: string;
  request_id?: string;
  status: number;
  title: string;
  type: string;
}

export interface ProductList {
  items: Array<ProductView>;
  next: string | null;
}

export type ProductStatus = "draft" | "active" | "archived" | (string & {});

export interface ProductView {
  description: string;
  handle: string;
  id: string;
  images: Array<Image>;
  name: string;
  options: Array<string>;
  variants: Array<VariantView>;
}

export interface ProfileSection {
  /** When the owner was asked for this; of a stale section, back then */
  as_of: string;
  /** How long the owner was asked for this answer */
  latency_ms: number;
  /** The service that owns it */
  source: string;
  status: SectionStatus;
  value: ContextProfile | null;
}

export interface PublicKey {
  alg?: "ES256";
  crv?: "P-256";
  kid: string;
  kty?: "EC";
  use?: "sig";
  x: string;
  y: string;
}

export interface PublicKeys {
  keys: Array<PublicKey>;
}

export interface PutOnHold {
  reason: string;
}

export interface ReceiveReturn {
  lines: Array<ReceivedLine>;
}

export interface ReceivedLine {
  condition: Condition;
  line: number;
  quantity: number;
  restock: boolean;
}

export interface RecoveryCodes {
  recovery_codes: Array<string>;
}

export interface RefreshToken {
  refresh_token: string;
}

export interface RefundAmount {
  amount: number;
  /** ISO 4217 */
  currency: string;
}

export interface RefundList {
  items: Array<RefundView>;
}

export type RefundStatus = "pending" | "succeeded" | "failed" | (string & {});

export interface RefundView {
  amount: Money;
  cause: Cause;
  ended_at: string | null;
  id: string;
  requested_at: string;
  status: RefundStatus;
}

export interface Register {
  email: string;
  locale?: Locale;
  name: string;
  password: string;
}

export interface Registered {
  status?: "registered";
}

export interface RejectReturn {
  reason: string;
}

export interface RequestReturn {
  lines: Array<LineQuantity>;
  reason: string;
}

export interface ReturnList {
  items: Array<ReturnView>;
}

export interface ReturnPage {
  items: Array<ReturnView>;
  next: string | null;
}

export type ReturnStatus = "requested" | "approved" | "received" | "refunded" | "rejected" | "cancelled" | (string & {});

export interface ReturnView {
  ended_at: string | null;
  id: string;
  lines: Array<LineQuantity>;
  order_id: string;
  reason: string;
  received: Array<ReceivedLine>;
  received_at: string | null;
  requested_at: string;
  status: ReturnStatus;
}

export type SectionStatus = "live" | "stale" | "unavailable" | (string & {});

export interface SetRoles {
  roles: Array<string>;
}

export interface StaffMessagePage {
  items: Array<StaffMessageView>;
  next: string | null;
}

export interface StaffMessageView {
  author_id: string;
  author_kind: AuthorKind;
  created_at: string;
  id: string;
  is_internal: boolean;
  text: string;
}

export interface StaffOrderPage {
  items: Array<StaffOrderView>;
  next: string | null;
}

export interface StaffOrderView {
  cancel_reason: string | null;
  cancelled_at: string | null;
  completed_at: string | null;
  confirmed_at: string | null;
  customer_id: string;
  email: string | null;
  fulfilment_status: string;
  hold_reason: string | null;
  id: string;
  lines: Array<LineView>;
  needs_review: string | null;
  number: string;
  payment_status: string;
  placed_at: string;
  return_status: string;
  shipping_address: Address;
  status: OrderStatus;
  total: Money | null;
}

export interface StaffRefundList {
  items: Array<StaffRefundView>;
}

export interface StaffRefundView {
  amount: Money;
  cause: Cause;
  code: string | null;
  ended_at: string | null;
  id: string;
  order_id: string;
  reason: string | null;
  requested_at: string;
  requested_by: string | null;
  source_id: string | null;
  status: RefundStatus;
}

export interface StaffTicketPage {
  items: Array<StaffTicketView>;
  next: string | null;
}

export interface StaffTicketView {
  changed_at: string;
  created_at: string;
  customer_id: string;
  id: string;
  /** To read out; the last digit checks the others */
  number: string;
  order_id: string | null;
  priority: Priority;
  status: TicketStatus;
  subject: string;
}

export interface StaffTimelineEntryView {
  actor_id: string | null;
  at: string;
  by: ActorKind;
  facts: Record<string, unknown>;
  id: string;
  what: string;
  why: string | null;
}

export interface StaffTimelinePage {
  items: Array<StaffTimelineEntryView>;
  next: string | null;
}

export interface SupportOrderView {
  changed_at: string;
  order_id: string;
  status: CustomerOrderStatus;
}

export interface TicketContext {
  customer_id: string;
  /** The order that the ticket is about */
  order_id: string | null;
  orders: OrdersSection;
  profile: ProfileSection;
  ticket_id: string;
}

export interface TicketDetailView {
  changed_at: string;
  created_at: string;
  customer_id: string;
  id: string;
  messages: StaffMessagePage;
  /** To read out; the last digit checks the others */
  number: string;
  order_id: string | null;
  orders: Array<SupportOrderView>;
  priority: Priority;
  status: TicketStatus;
  subject: string;
}

export interface TicketPage {
  items: Array<TicketView>;
  next: string | null;
}

export type TicketStatus = "new" | "open" | "waiting_on_customer" | "on_hold" | "solved" | "closed" | (string & {});

export interface TicketView {
  changed_at: string;
  created_at: string;
  id: string;
  /** To read out; the last digit checks the others */
  number: string;
  order_id: string | null;
  priority: Priority;
  status: TicketStatus;
  subject: string;
}

export interface TimelineEntryView {
  at: string;
  by: ActorKind;
  facts: Record<string, unknown>;
  id: string;
  what: string;
}

export interface TimelinePage {
  items: Array<TimelineEntryView>;
  next: string | null;
}

export interface Tokens {
  access_token: string;
  expires_in?: number;
  refresh_expires_in: number;
  refresh_token: string;
  token_type?: string;
}

export interface Tracking {
  carrier?: string | null;
  tracking_number?: string | null;
  tracking_url?: string | null;
}

export interface Variant {
  id: string;
  image: string | null;
  name: string;
  option_values: Array<string>;
  price: Money;
  sku: string;
}

export interface VariantView {
  availability: Availability;
  id: string;
  image: string | null;
  name: string;
  option_values: Array<string>;
  price: Money;
  sku: string;
}

export interface Wish {
  email?: string | null;
  expected_total?: Money | null;
  lines: Array<WishLine>;
  payment_method: string;
  shipping_address: Address;
}

export interface WishLine {
  quantity: number;
  variant_id: string;
}

export interface WriteAgentMessage {
  /** A note among agents, never shown to the customer */
  is_internal?: boolean;
  /** How the message leaves the ticket; unsaid, it waits on the customer after an answer and is unchanged after a note */
  status?: Outcome | null;
  /** Plain text, kept and returned exactly as sent: whoever shows it escapes it */
  text: string;
}

export interface WriteMessage {
  /** Plain text, kept and returned exactly as sent: whoever shows it escapes it */
  text: string;
}

export interface WriteNote {
  text: string;
}

/** Every public operation, named as in the document. */
export class Zoco extends Transport {
  /** List products, the newest first */
  listProducts(options?: { limit?: number; cursor?: string }): Promise<ProductList>;
  /** Search products */
  searchProducts(options: { q: string; limit?: number }): Promise<ProductList>;
  /** Read a product */
  getProduct(productId: string): Promise<ProductView>;
  /** Add a product with its stock */
  createProduct(body: NewProduct, options: { idempotencyKey: string }): Promise<AdminProductView>;
  /** List products as staff */
  listAllProducts(options?: { handle?: string; limit?: number; cursor?: string }): Promise<AdminProductList>;
  /** Read a product as staff */
  getAnyProduct(productId: string): Promise<AdminProductView>;
  /** Replace a product */
  editProduct(productId: string, body: EditedProduct, options: { ifMatch: string }): Promise<AdminProductView>;
  /** Correct the stock of a variant */
  adjustStock(body: AdjustStock, options: { idempotencyKey: string }): Promise<Adjusted>;
  /** Read the stock of a variant */
  getStock(variantId: string): Promise<LevelView>;
  /** Open an account */
  register(body: Register): Promise<Registered>;
  /** Log in */
  login(body: Login): Promise<Tokens>;
  /** Get new tokens for a refresh token */
  refresh(body: RefreshToken): Promise<Tokens>;
  /** Who am I? */
  getMe(): Promise<Me>;
  /** Change your name or language */
  changeMe(body: ChangeProfile): Promise<Me>;
  /** Which second factors do I have? */
  getFactors(): Promise<Factors>;
  /** Set up an authenticator app */
  enrolTotp(): Promise<Enrolment>;
  /** Remove the authenticator app */
  removeTotp(): Promise<void>;
  /** Confirm the app with a code, get recovery codes */
  confirmTotp(body: ConfirmTotp): Promise<RecoveryCodes>;
  /** List accounts */
  listAccounts(options?: { email?: string; cursor?: string; limit?: number }): Promise<AccountList>;
  /** Read an account */
  getAccount(accountId: string): Promise<AccountView>;
  /** Disable an account */
  disableAccount(accountId: string): Promise<AccountView>;
  /** Enable an account again */
  enableAccount(accountId: string): Promise<AccountView>;
  /** Say what an account may do */
  setRoles(accountId: string, body: SetRoles, options: { ifMatch: string }): Promise<AccountView>;
  /** Get new recovery codes */
  renewRecoveryCodes(): Promise<RecoveryCodes>;
  /** Log out */
  logout(body: RefreshToken): Promise<void>;
  /** The keys that verify access tokens */
  getKeys(): Promise<PublicKeys>;
  /** What would it cost? */
  previewOrder(body: Preview): Promise<PreviewView>;
  /** Buy */
  placeOrder(body: Wish, options: { idempotencyKey: string }): Promise<OrderView>;
  /** List your orders, the newest first */
  listOrders(options?: { cursor?: string; limit?: number }): Promise<OrderPage>;
  /** Read one of your orders */
  getOrder(orderId: string): Promise<OrderView>;
  /** Cancel a part of your order */
  cancelLines(orderId: string, body: CancelLines, options: { idempotencyKey: string }): Promise<CancellationView>;
  /** Cancel a part of any order */
  cancelAnyLines(orderId: string, body: CancelLines, options: { idempotencyKey: string }): Promise<CancellationView>;
  /** Give money back */
  giveRefund(orderId: string, body: GiveRefund, options: { idempotencyKey: string }): Promise<StaffRefundView>;
  /** List the refunds of any order */
  listAnyRefunds(orderId: string): Promise<StaffRefundList>;
  /** Keep an order from being sent */
  holdOrder(orderId: string, body: PutOnHold): Promise<HoldView>;
  /** Let a held order be sent */
  resumeOrder(orderId: string): Promise<HoldView>;
  /** Leave a note for other staff */
  writeNote(orderId: string, body: WriteNote, options: { idempotencyKey: string }): Promise<NoteView>;
  /** Read the notes */
  listNotes(orderId: string, options?: { cursor?: string; limit?: number }): Promise<NotePage>;
  /** Put pieces of an order into a parcel */
  createFulfilment(orderId: string, body: CreateFulfilment, options: { idempotencyKey: string }): Promise<FulfilmentView>;
  /** List the parcels of any order */
  listAnyFulfilments(orderId: string): Promise<FulfilmentList>;
  /** List parcels, the longest waiting first */
  listAllFulfilments(options?: { status?: FulfilmentStatus; cursor?: string; limit?: number }): Promise<FulfilmentPage>;
  /** Take a parcel apart */
  cancelFulfilment(fulfilmentId: string, options: { idempotencyKey: string }): Promise<FulfilmentView>;
  /** Send a parcel */
  shipFulfilment(fulfilmentId: string, body: Tracking, options: { idempotencyKey: string }): Promise<FulfilmentView>;
  /** Say that a parcel arrived */
  deliverFulfilment(fulfilmentId: string, options: { idempotencyKey: string }): Promise<FulfilmentView>;
  /** Follow the parcels of your order */
  listFulfilments(orderId: string): Promise<FulfilmentList>;
  /** Ask to return something */
  requestReturn(orderId: string, body: RequestReturn, options: { idempotencyKey: string }): Promise<ReturnView>;
  /** List your returns */
  listReturns(options?: { cursor?: string; limit?: number }): Promise<ReturnPage>;
  /** Keep it after all */
  cancelReturn(returnId: string, options: { idempotencyKey: string }): Promise<ReturnView>;
  /** List returns, the longest waiting first */
  listAllReturns(options?: { status?: ReturnStatus; cursor?: string; limit?: number }): Promise<ReturnPage>;
  /** List the returns of any order */
  listAnyReturns(orderId: string): Promise<ReturnList>;
  /** Refuse a return */
  rejectReturn(returnId: string, body: RejectReturn, options: { idempotencyKey: string }): Promise<ReturnView>;
  /** Give up waiting for a return */
  cancelAnyReturn(returnId: string, options: { idempotencyKey: string }): Promise<ReturnView>;
  /** Allow a return */
  approveReturn(returnId: string, options: { idempotencyKey: string }): Promise<ReturnView>;
  /** Take in what came back */
  receiveReturn(returnId: string, body: ReceiveReturn, options: { idempotencyKey: string }): Promise<ReturnView>;
  /** See what went back to you */
  listRefunds(orderId: string): Promise<RefundList>;
  /** What happened to your order? */
  getTimeline(orderId: string, options?: { cursor?: string; limit?: number }): Promise<TimelinePage>;
  /** What happened to any order? */
  getAnyTimeline(orderId: string, options?: { cursor?: string; limit?: number }): Promise<StaffTimelinePage>;
  /** Cancel your order */
  cancelOrder(orderId: string, options: { idempotencyKey: string }): Promise<CancelView>;
  /** List everybody's orders */
  listAllOrders(options?: { customerId?: string; status?: OrderStatus; number?: string; sku?: string; placedFrom?: string; placedBefore?: string; cursor?: string; limit?: number }): Promise<StaffOrderPage>;
  /** Read any order */
  getAnyOrder(orderId: string): Promise<StaffOrderView>;
  /** Cancel a customer's order */
  cancelAnyOrder(orderId: string, options: { idempotencyKey: string }): Promise<CancelView>;
  /** Ask for help */
  openTicket(body: OpenTicket, options: { idempotencyKey: string }): Promise<TicketView>;
  /** List your tickets */
  listTickets(options?: { limit?: number; cursor?: string }): Promise<TicketPage>;
  /** Read one of your tickets */
  getTicket(ticketId: string): Promise<TicketView>;
  /** Write to the shop */
  writeMessage(ticketId: string, body: WriteMessage, options: { idempotencyKey: string }): Promise<MessageView>;
  /** Read a conversation */
  listMessages(ticketId: string, options?: { limit?: number; cursor?: string }): Promise<MessagePage>;
  /** List everybody's tickets */
  listAllTickets(options?: { status?: TicketStatus; limit?: number; cursor?: string }): Promise<StaffTicketPage>;
  /** Read any ticket */
  getAnyTicket(ticketId: string, options?: { limit?: number; cursor?: string }): Promise<TicketDetailView>;
  /** See who asks and what they bought */
  getTicketContext(ticketId: string): Promise<TicketContext>;
  /** Answer a customer */
  answerTicket(ticketId: string, body: WriteAgentMessage, options: { idempotencyKey: string }): Promise<StaffMessageView>;
  /** Close your ticket */
  closeTicket(ticketId: string): Promise<TicketView>;
}
