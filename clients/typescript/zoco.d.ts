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

export type Action = "retry" | "cancel" | "dismiss" | "note" | (string & {});

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

export interface CancelView {
  cancel_reason: string | null;
  id: string;
  status: OrderStatus;
}

export interface ChangeProfile {
  locale?: Locale;
  name?: string;
}

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

export type CustomerOrderStatus = "placed" | "confirmed" | "cancelled" | (string & {});

export interface Difference {
  claimed: Record<string, unknown>;
  found_at: string;
  id: string;
  kind: Verdict;
  order_id: string | null;
  reference: string;
  settled_at?: string | null;
  source: string;
  state: State;
}

export interface DifferencePage {
  items: Array<Difference>;
  next: string | null;
}

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

export interface EventData {
  object: Record<string, unknown>;
}

export interface Factors {
  factors: Array<string>;
  recovery_codes_left: number;
}

export interface GivenImage {
  alt?: string;
  url: string;
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

export interface LineView {
  name: string | null;
  quantity: number;
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

export interface NextAction {
  client_secret: string | null;
  expires_at?: string | null;
  redirect_url?: string | null;
  type: string;
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
  confirmed_at: string | null;
  id: string;
  lines: Array<LineView>;
  next_action?: NextAction | null;
  payment_status: string;
  placed_at: string;
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

export interface ProviderEvent {
  data: EventData;
  id: string;
  type: string;
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

export interface Received {
  verdict: string;
}

export interface RecoveryCodes {
  recovery_codes: Array<string>;
}

export interface RefreshToken {
  refresh_token: string;
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

export interface ResolveReview {
  action: Action;
  note: string;
}

export interface Review {
  action: Action;
  actor_id: string | null;
  at: string;
  id: string;
  note: string;
  order_id: string;
  reason: string;
}

export interface ReviewList {
  items: Array<Review>;
}

export interface ReviewedOrder {
  id: string;
  needs_review: string | null;
  status: OrderStatus;
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
  confirmed_at: string | null;
  customer_id: string;
  email: string | null;
  id: string;
  lines: Array<LineView>;
  needs_review: string | null;
  next_action?: NextAction | null;
  payment_status: string;
  placed_at: string;
  shipping_address: Address;
  status: OrderStatus;
  total: Money | null;
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

export type State = "suspected" | "open" | "repaired" | "dismissed" | (string & {});

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

export interface Tokens {
  access_token: string;
  expires_in?: number;
  refresh_expires_in: number;
  refresh_token: string;
  token_type?: string;
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

export type Verdict = "ignored" | "agrees" | "behind" | "unknown_order" | "amount_differs" | "currency_differs" | "status_differs" | "stray_authorization" | "stray_capture" | "unknown_refund" | "refund_failed" | "missing" | (string & {});

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
  /** Cancel your order */
  cancelOrder(orderId: string, options: { idempotencyKey: string }): Promise<CancelView>;
  /** List everybody's orders */
  listAllOrders(options?: { customerId?: string; status?: OrderStatus; needsReview?: boolean; cursor?: string; limit?: number }): Promise<StaffOrderPage>;
  /** Read any order */
  getAnyOrder(orderId: string): Promise<StaffOrderView>;
  /** Cancel a customer's order */
  cancelAnyOrder(orderId: string, options: { idempotencyKey: string }): Promise<CancelView>;
  /** What did staff decide about an order? */
  listReviews(orderId: string): Promise<ReviewList>;
  /** Decide about an order that needs review */
  resolveReview(orderId: string, body: ResolveReview, options: { idempotencyKey: string }): Promise<ReviewedOrder>;
  /** Where do the payment provider and we differ? */
  listPaymentDifferences(options?: { state?: State; kind?: Verdict; cursor?: string; limit?: number }): Promise<DifferencePage>;
  /** Hear the payment provider */
  receivePaymentEvent(body: ProviderEvent): Promise<Received>;
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
