// By `make contracts` from contracts/openapi.json.
import { Transport } from "./transport.js";
export { newKey, ProblemError } from "./transport.js";

export interface Accepted {
  status?: "accepted";
}

export interface AccessToken {
  access_token: string;
  expires_in?: number;
  token_type?: string;
}

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

export interface ActionAmount {
  amount: number;
  currency: string;
}

export type ActionKind = "refund" | "cancel" | "return" | "resend_confirmation" | (string & {});

export interface ActionLine {
  line: number;
  quantity: number;
}

export type ActionStatus = "pending" | "awaiting_approval" | "succeeded" | "failed" | "rejected" | (string & {});

export interface ActionWish {
  amount?: ActionAmount | null;
  kind: ActionKind;
  lines?: Array<ActionLine>;
  reason: string;
}

export interface Activity {
  /** More may come */
  action: string;
  /** IP address; kept for a year, never that of staff */
  address: string | null;
  at: string;
  /** Such as the names of the fields that were changed */
  facts: Record<string, unknown>;
  id: string;
  /** You did it yourself, signed in; else staff, or somebody who was not */
  is_own: boolean;
  /** In the session that asks now */
  is_this_session: boolean;
  user_agent: string | null;
}

export interface ActivityList {
  items: Array<Activity>;
  next: string | null;
}

export type ActorKind = "customer" | "guest" | "staff" | "system" | (string & {});

export interface AddReply {
  key: string;
  /** By language. `{{customer.name|you}}` is filled in, or what is behind the bar */
  texts: Record<string, unknown>;
  title: string;
}

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

export interface AddressBook {
  items: Array<AddressView>;
  next: string | null;
}

export interface AddressView {
  city: string;
  country: string;
  created_at: string;
  id: string;
  is_default_billing: boolean;
  is_default_shipping: boolean;
  line1: string;
  line2: string | null;
  name: string;
  /** E.164 */
  phone: string | null;
  postal_code: string | null;
  region: string | null;
}

export interface AdjustStock {
  /** How many more, or fewer; not 0 */
  delta: number;
  location?: string | null;
  reason: string;
  variant_id: string;
}

export interface Adjusted {
  adjustment_id: string;
  stock: StockView;
}

export interface AdminCategoryView {
  handle: string;
  id: string;
  name: string;
  parent_id: string | null;
  path: Array<string>;
  position: number;
  translations: Record<string, unknown>;
  version: number;
}

export interface AdminProductList {
  items: Array<Product>;
  next: string | null;
}

export interface AgentList {
  items: Array<AgentView>;
}

export interface AgentView {
  account_id: string;
  capacity: number;
  is_available: boolean;
  load: number;
  seen_at: string | null;
}

export interface AnnounceAttachment {
  content_type: ContentType;
  file_name: string;
  /** Bytes */
  size: number;
  ticket_id: string;
}

export interface AnnounceStaffAttachment {
  content_type: ContentType;
  file_name: string;
  /** Among agents, never shown to the customer */
  is_internal?: boolean;
  /** Bytes */
  size: number;
  ticket_id: string;
}

export interface AnswerConsent {
  is_granted: boolean;
  /** Names the wording that was shown */
  version: string;
}

export interface AppList {
  items: Array<AppView>;
  next: string | null;
}

export interface AppView {
  client_id: string;
  created_at: string;
  created_by: string;
  name: string;
  permissions: Array<string>;
}

export interface Applied {
  amount: number;
  at: string;
  currency: string;
  variant_id: string;
}

export interface AppliedPromotionView {
  amount: Money;
  code: string | null;
  name: string;
  promotion_id: string;
}

export interface AssignTicket {
  /** An agent, or nobody */
  assignee_id: string | null;
}

export interface AttachmentList {
  items: Array<AttachmentView>;
}

export type AttachmentStatus = "waiting" | "ready" | "refused" | "gone" | (string & {});

export interface AttachmentView {
  content_type: ContentType;
  created_at: string;
  file_name: string;
  id: string;
  is_internal: boolean;
  size: number;
  status: AttachmentStatus;
  ticket_id: string;
}

export interface AuditEntry {
  action: string;
  actor: string;
  at: string;
  customer_id: string | null;
  facts: Record<string, unknown>;
  id: string;
  ticket_id: string | null;
}

export interface AuditPage {
  items: Array<AuditEntry>;
  next: string | null;
}

export type AuthorKind = "customer" | "agent" | "system" | (string & {});

export type Availability = "in_stock" | "few_left" | "out_of_stock" | "backorder" | "preorder" | (string & {});

export interface BreakdownView {
  discount: Money;
  prices_include_tax: boolean;
  promotions: Array<AppliedPromotionView>;
  shipping: ShippingCostView | null;
  subtotal: Money;
  tax: Money;
  total: Money;
}

export interface BulkEdit {
  rows: Array<BulkRow>;
}

export interface BulkResult {
  rows: Array<RowOutcome>;
}

export interface BulkRow {
  prices?: Array<GivenNewPrice>;
  product_id: string;
  status?: ProductStatus | null;
  version?: number | null;
}

export interface Calendar {
  holidays?: Array<string>;
  hours: Array<Hours>;
  key: string;
  /** IANA name */
  time_zone: string;
}

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

export interface CannedReply {
  key: string;
  texts: Record<string, unknown>;
  title: string;
  version: number;
}

export interface CartLineView {
  available: number | null;
  changes: Array<Change>;
  costs: CostView | null;
  line_total: Money | null;
  name: string | null;
  quantity: number;
  seen_price: Money;
  sku: string | null;
  unit_price: Money | null;
  variant_id: string;
}

export type CartStatus = "active" | "ordered" | "merged" | (string & {});

export interface CartView {
  costs: BreakdownView | null;
  expires_at: string;
  id: string;
  lines: Array<CartLineView>;
  order_id: string | null;
  refused_codes: Array<RefusedCodeView>;
  status: CartStatus;
  token?: string;
  total: Money | null;
}

export interface CatalogExportList {
  items: Array<CatalogExportView>;
  next: string | null;
}

export interface CatalogExportView {
  created_at: string;
  currency: string;
  format: Format;
  id: string;
  left_out: number;
  products: number;
  state: ExportState;
  url?: string | null;
}

export type CatalogKind = "adjust" | "count" | "hold" | "release" | "expire" | "ship" | "return" | (string & {});

export interface CatalogUploadView {
  headers: Record<string, unknown>;
  method: string;
  url: string;
}

export interface CategoryList {
  items: Array<CategoryView>;
}

export interface CategoryView {
  breadcrumbs: Array<Crumb>;
  children: Array<Crumb>;
  handle: string;
  id: string;
  name: string;
  parent_id: string | null;
}

export type Cause = "order_cancelled" | "lines_cancelled" | "return" | "goodwill" | "shipping" | (string & {});

export type Change = "price_changed" | "unavailable" | "not_enough" | "few_left" | (string & {});

export interface ChangeEmail {
  email: string;
  password: string;
}

export interface ChangePassword {
  current_password: string;
  /** Any characters. Not one of those that many people use, nor made of the e-mail address */
  new_password: string;
}

export interface ChangeProfile {
  locale?: Locale;
  name?: string;
  /** With its country code; null removes it */
  phone?: string | null;
}

export type Channel = "web" | "app" | "system" | (string & {});

export interface CheckImport {
  /** A column as Shopify calls it → what the file calls it, where that differs */
  mapping?: Record<string, unknown>;
}

export interface Claimed {
  orders: number;
}

export type ClockKind = "first_reply" | "next_reply" | "resolution" | (string & {});

export interface ClockList {
  items: Array<ClockView>;
}

export interface ClockView {
  due_at: string | null;
  ended_at: string | null;
  is_breached: boolean;
  is_running: boolean;
  kind: ClockKind;
  started_at: string;
  warn_at: string | null;
}

export interface Collection {
  handle: string;
  id: string;
  name: string;
  product_ids: Array<string>;
  translations: Record<string, unknown>;
  version?: number;
}

export interface CollectionList {
  items: Array<CollectionName>;
}

export interface CollectionName {
  handle: string;
  id: string;
  name: string;
}

export interface CollectionPage {
  handle: string;
  id: string;
  items: Array<ProductView>;
  name: string;
  next: string | null;
}

export type Condition = "as_new" | "opened" | "damaged" | (string & {});

export interface ConfirmTotp {
  code: string;
}

export interface ConsentList {
  items: Array<ConsentView>;
  next: string | null;
}

export interface ConsentView {
  at: string;
  id: string;
  is_granted: boolean;
  purpose: string;
  version: string;
}

export type ContentType = "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "application/pdf" | "text/plain" | (string & {});

export interface ContextOrder {
  id: string;
  lines: Array<ContextOrderLine>;
  number?: string;
  payment_status: string;
  placed_at: string;
  status: string;
  total: Money | null;
  version?: number;
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

export interface ContextTimeline {
  items: Array<ContextTimelineEntry>;
}

export interface ContextTimelineEntry {
  actor_id: string | null;
  at: string;
  by: string;
  facts: Record<string, unknown>;
  id: string;
  what: string;
  why: string | null;
}

export interface CostView {
  discount: Money;
  gross: Money;
  net: Money;
  tax: Money;
  tax_rate_ppm: number;
  total: Money;
}

export interface CountStock {
  counted: number;
  counted_at?: string | null;
  location?: string | null;
  position?: number | null;
  reason: string;
  variant_id: string;
}

export interface Counted {
  count_id: string;
  delta: number;
  stock: StockView;
}

export interface CreateFulfilment {
  lines: Array<LineQuantity>;
}

export interface Credential {
  id: string;
  rawId: string;
  response: LoginResponse;
  type: "public-key";
}

export interface Crumb {
  handle: string;
  id: string;
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

export interface DownloadView {
  attachment: AttachmentView;
  expires_at: string;
  url: string;
}

export interface Draft {
  language: string;
  missing: Array<string>;
  text: string;
}

export interface EditList {
  items: Array<StaffEdit>;
  next: string | null;
}

export interface EditTicket {
  /** An order of the ticket's customer that it is about */
  order_id?: string | null;
  order_lines?: Array<number>;
  priority?: Priority;
  /** One line */
  subject?: string;
  tags?: Array<string>;
}

export interface EditedLocation {
  is_active?: boolean;
  name: string;
  priority?: number;
}

export interface EditedProduct {
  attributes?: Record<string, unknown>;
  available_from?: string | null;
  category_id?: string | null;
  description: string;
  handle: string;
  /** In the order to show them */
  images?: Array<GivenImage>;
  name: string;
  /** Names, such as Size */
  options?: Array<string>;
  related?: Array<string>;
  status: ProductStatus;
  tax_class?: string;
  translations?: Record<string, unknown>;
  type?: string | null;
  variants: Array<EditedVariant>;
}

export interface EditedType {
  attributes: Record<string, unknown>;
  facets?: Array<string>;
  name: string;
}

export interface EditedVariant {
  barcode?: string | null;
  compare_at_amount?: number | null;
  id?: string | null;
  image?: string | null;
  /** Of this variant alone */
  images?: Array<GivenImage>;
  name: string;
  /** One per option of the product, in their order */
  option_values?: Array<string>;
  /** In other currencies */
  other_prices?: Array<GivenPrice>;
  price: GivenMoney;
  sale?: GivenSale | null;
  sku: string;
  stock?: number;
  weight_grams?: number | null;
}

export interface Enrolment {
  otpauth_uri: string;
  secret: string;
}

export interface ErasureList {
  items: Array<ErasureView>;
  next: string | null;
}

export interface ErasureView {
  account_id: string;
  acknowledged: Record<string, unknown>;
  completed_at: string | null;
  requested_at: string;
  scan: number;
}

export interface EventData {
  object: Record<string, unknown>;
}

export type ExportState = "running" | "done" | "cancelled" | (string & {});

export interface ExportedCart {
  id: string;
  lines: Array<ExportedCartLine>;
  status: string;
}

export interface ExportedCartLine {
  quantity: number;
  variant_id: string;
}

export interface ExportedLine {
  name: string | null;
  quantity: number;
  sku: string | null;
  unit_price: Money | null;
}

export interface ExportedMessage {
  author: AuthorKind;
  created_at: string;
  text: string;
}

export interface ExportedOrder {
  email: string | null;
  id: string;
  lines: Array<ExportedLine>;
  payment_method: string;
  placed_at: string;
  promotion_codes?: Array<string>;
  shipping_address: Address;
  shipping_method?: string | null;
  status: string;
  total: Money | null;
}

export interface ExportedReturn {
  order_id: string;
  reason: string;
  requested_at: string;
  status: string;
}

export interface ExportedTicket {
  created_at: string;
  files?: Array<string>;
  messages: Array<ExportedMessage>;
  number: string;
  status: string;
  subject: string;
}

export interface FacetCount {
  count: number;
  name: string;
  value: string;
}

export interface Factors {
  factors: Array<string>;
  recovery_codes_left: number;
}

export interface FetchList {
  items: Array<FetchView>;
  next: string | null;
}

export type FetchState = "pending" | "done" | "failed" | (string & {});

export interface FetchView {
  created_at: string;
  id: string;
  product_id: string;
  status: FetchState;
  tries: number;
  url: string;
  why: string | null;
}

export interface ForgotPassword {
  email: string;
}

export type Format = "shopify_csv" | "json_lines" | (string & {});

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

export interface GiveShippingRefund {
  amount?: RefundAmount | null;
  reason: string;
}

export interface GivenCategory {
  handle: string;
  name: string;
  parent_id?: string | null;
  position?: number;
  translations?: Record<string, unknown>;
}

export interface GivenCollection {
  handle: string;
  name: string;
  product_ids: Array<string>;
  translations?: Record<string, unknown>;
}

export interface GivenImage {
  alt?: string;
  url: string;
}

export interface GivenMoney {
  amount: number;
  currency: string;
}

export interface GivenNewPrice {
  compare_at_amount?: number | null;
  price: GivenMoney;
  sale?: GivenSale | null;
  variant_id: string;
}

export interface GivenPrice {
  amount: number;
  compare_at_amount?: number | null;
  currency: string;
  sale?: GivenSale | null;
}

export interface GivenSale {
  amount: number;
  ends_at?: string | null;
  starts_at: string;
}

export interface GuestOrderView {
  cancel_reason: string | null;
  cancelled_at: string | null;
  completed_at: string | null;
  confirmed_at: string | null;
  costs?: BreakdownView | null;
  fulfilment_status: string;
  id: string;
  lines: Array<LineView>;
  next_action?: NextAction | null;
  number: string;
  order_token: string;
  payment_status: string;
  placed_at: string;
  return_status: string;
  shipping_address: Address;
  status: OrderStatus;
  total: Money | null;
}

export interface GuestWish {
  cart_id: string;
  email: string;
  expected_total?: Money | null;
  payment_method: string;
  promotion_codes?: Array<string>;
  shipping_address: Address;
  shipping_method?: string | null;
}

export interface HoldView {
  hold_reason: string | null;
  id: string;
  status: OrderStatus;
}

export interface Hours {
  /** Of the wall clock */
  closes: string;
  day: Weekday;
  /** Of the wall clock */
  opens: string;
}

export interface Image {
  alt: string;
  url: string;
}

export interface ImportList {
  items: Array<ImportView>;
  next: string | null;
}

export type ImportState = "uploading" | "reading" | "checking" | "checked" | "running" | "done" | "failed" | "cancelled" | (string & {});

export interface ImportView {
  columns: Array<string>;
  created: number;
  created_at: string;
  currency: string;
  failed: number;
  fetch_images: boolean;
  format: Format;
  id: string;
  ignored_columns: Array<string>;
  products: number;
  read_bytes: number;
  size: number;
  state: ImportState;
  unchanged: number;
  updated: number;
  upload?: CatalogUploadView | null;
  why: string | null;
}

export interface KeepView {
  filter: TicketFilter;
  /** For everybody; leads only */
  is_shared?: boolean;
  name: string;
}

export interface KeptView {
  created_at: string;
  filter: TicketFilter;
  id: string;
  name: string;
  owner_id: string | null;
}

export interface LineQuantity {
  line: number;
  quantity: number;
}

export interface LineView {
  cancelled: number;
  costs?: CostView | null;
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

export interface Location {
  id: string;
  is_active: boolean;
  key: string;
  name: string;
  priority: number;
  version?: number;
}

export interface LocationList {
  items: Array<Location>;
}

export interface Login {
  code?: string;
  email: string;
  password: string;
}

export interface LoginResponse {
  authenticatorData: string;
  clientDataJSON: string;
  signature: string;
  userHandle: string;
}

export interface LookUp {
  email: string;
  number: string;
}

export interface Me {
  account_id: string;
  created_at: string;
  email: string;
  email_verified_at: string | null;
  locale: string;
  name: string;
  phone: string | null;
  roles: Array<string>;
}

export interface MediaList {
  items: Array<MediaView>;
  next: string | null;
}

export type MediaState = "uploading" | "ready" | (string & {});

export interface MediaUpload {
  headers: Record<string, unknown>;
  method: string;
  url: string;
}

export interface MediaView {
  content_type: string | null;
  created_at: string;
  id: string;
  name?: string | null;
  size: number;
  state: MediaState;
  upload?: MediaUpload | null;
  url?: string | null;
}

export interface MergeTicket {
  /** A ticket of the same customer in which all of it goes on */
  into: string;
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

export interface Metadata {
  acr_values_supported: Array<string>;
  grant_types_supported: Array<string>;
  id_token_signing_alg_values_supported: Array<string>;
  issuer: string;
  jwks_uri: string;
  response_types_supported: Array<string>;
  revocation_endpoint: string;
  revocation_endpoint_auth_methods_supported: Array<string>;
  scopes_supported: Array<string>;
  service_documentation: string;
  subject_types_supported: Array<string>;
  token_endpoint: string;
  token_endpoint_auth_methods_supported: Array<string>;
}

export interface MethodTerms {
  /** Whole minor units: 1999 is 19.99 EUR */
  amount?: number | null;
  by_weight?: Array<WeightStep>;
  countries?: Array<string>;
  /** ISO 4217 */
  currency: string;
  /** Whole minor units: 1999 is 19.99 EUR */
  free_from?: number | null;
  is_active?: boolean;
  name: string;
  /** As catalog's products name it */
  tax_class?: string;
}

export interface Money {
  /** Whole minor units: 1999 is 19.99 EUR */
  amount: number;
  /** ISO 4217 */
  currency: string;
}

export interface Movement {
  at: string;
  kind: CatalogKind;
  location: string;
  on_hand: number;
  operation_id: string;
  position: number;
  reason: string | null;
  reserved: number;
}

export interface MovementList {
  items: Array<Movement>;
  next: string | null;
}

export interface NameIn {
  name: string;
}

export interface NewCredential {
  id: string;
  rawId: string;
  response: RegistrationResponse;
  type: "public-key";
}

export interface NewExport {
  currency?: string | null;
  format: Format;
}

export interface NewImport {
  currency?: string | null;
  fetch_images?: boolean;
  format: Format;
  /** Of the file, in bytes */
  size: number;
}

export interface NewLocation {
  is_active?: boolean;
  key: string;
  name: string;
  priority?: number;
}

export interface NewMedia {
  /** Of the file, in bytes */
  size: number;
}

export interface NewProduct {
  attributes?: Record<string, unknown>;
  available_from?: string | null;
  category_id?: string | null;
  description?: string;
  handle: string;
  /** In the order to show them */
  images?: Array<GivenImage>;
  name: string;
  /** Names, such as Size */
  options?: Array<string>;
  related?: Array<string>;
  status?: ProductStatus;
  tax_class?: string;
  translations?: Record<string, unknown>;
  type?: string | null;
  variants: Array<NewVariant>;
}

export interface NewRole {
  description: string;
  name: string;
  permissions: Array<Permission>;
}

export interface NewType {
  attributes: Record<string, unknown>;
  facets?: Array<string>;
  key: string;
  name: string;
}

export interface NewVariant {
  barcode?: string | null;
  compare_at_amount?: number | null;
  image?: string | null;
  /** Of this variant alone */
  images?: Array<GivenImage>;
  name: string;
  /** One per option of the product, in their order */
  option_values?: Array<string>;
  /** In other currencies */
  other_prices?: Array<GivenPrice>;
  price: GivenMoney;
  sale?: GivenSale | null;
  sku: string;
  stock?: number;
  weight_grams?: number | null;
}

export interface NextAction {
  client_secret: string | null;
  expires_at?: string | null;
  redirect_url?: string | null;
  type: string;
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
  channel?: Channel;
  /** An order of yours that this is about */
  order_id?: string | null;
  /** Numbers of lines of it */
  order_lines?: Array<number>;
  priority?: Priority;
  /** One line */
  subject: string;
  /** Plain text, kept and returned exactly as sent: whoever shows it escapes it */
  text: string;
}

export interface Options {
  public_key: Record<string, unknown>;
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
  costs?: BreakdownView | null;
  fulfilment_status: string;
  id: string;
  lines: Array<LineView>;
  next_action?: NextAction | null;
  number: string;
  payment_status: string;
  placed_at: string;
  return_status: string;
  shipping_address: Address;
  status: OrderStatus;
  total: Money | null;
}

export interface OrdersExport {
  carts: Array<ExportedCart>;
  orders: Array<ExportedOrder>;
  returns: Array<ExportedReturn>;
}

export type OrdersKind = "percentage" | "fixed_amount" | "free_shipping" | (string & {});

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

export interface OwnPassword {
  password: string;
}

export interface Part {
  href: string;
  is_ready: boolean;
  service: string;
}

export interface PasskeyList {
  items: Array<PasskeyView>;
  next?: string | null;
}

export interface PasskeyView {
  created_at: string;
  is_synced: boolean;
  last_used_at: string | null;
  name: string;
  passkey_id: string;
}

export type Permission = "accounts:disable" | "accounts:read" | "orders:cancel" | "orders:fulfil" | "orders:read" | "orders:refund" | "orders:refund-any" | "privacy:run" | "products:write" | "promotions:write" | "returns:write" | "roles:assign" | "roles:write" | "shipping:write" | "stock:read" | "stock:write" | "taxes:write" | "tickets:manage" | "tickets:read" | "tickets:reply" | (string & {});

export interface PlacedLevel {
  is_active: boolean;
  location: string;
  on_hand: number;
  position: number;
  reserved: number;
}

export type Policy = "deny" | "backorder" | "preorder" | (string & {});

export interface Preview {
  lines: Array<WishLine>;
  promotion_codes?: Array<string>;
  /** ISO 3166-1 alpha-2 */
  shipping_country?: string | null;
  shipping_method?: string | null;
}

export interface PreviewLine {
  costs: CostView;
  is_available: boolean;
  line_total: Money;
  name: string;
  quantity: number;
  sku: string;
  unit_price: Money;
  variant_id: string;
}

export interface PreviewView {
  costs: BreakdownView;
  lines: Array<PreviewLine>;
  refused_codes: Array<RefusedCodeView>;
  total: Money;
}

export interface Price {
  amount: number;
  compare_at_amount?: number | null;
  currency: string;
  sale?: Sale | null;
}

export interface PriceList {
  items: Array<Applied>;
}

export interface PriceView {
  compare_at: Money | null;
  lowest_price_30_days: Money | null;
  price: Money;
}

export type Priority = "low" | "normal" | "high" | "urgent" | (string & {});

export interface Problem {
  instance?: string;
  request_id?: string;
  status: number;
  title: string;
  type: string;
}

export interface ProblemList {
  items: Array<ProblemView>;
  next: string | null;
}

export interface ProblemView {
  column: string;
  handle: string;
  line: number;
  reason: string;
}

export interface Product {
  attributes?: Record<string, unknown>;
  available_from?: string | null;
  category_id?: string | null;
  description: string;
  handle: string;
  id: string;
  images?: Array<Image>;
  name: string;
  options?: Array<string>;
  related?: Array<string>;
  status: ProductStatus;
  tax_class?: string;
  translations?: Record<string, unknown>;
  type?: string | null;
  variants: Array<Variant>;
  version?: number;
}

export interface ProductList {
  corrected_to: string | null;
  facets: Array<FacetCount> | null;
  items: Array<ProductView>;
  next: string | null;
}

export type ProductStatus = "draft" | "active" | "archived" | (string & {});

export interface ProductType {
  attributes: Record<string, unknown>;
  facets: Array<string>;
  key: string;
  name: string;
  version?: number;
}

export interface ProductTypeList {
  items: Array<ProductType>;
}

export interface ProductView {
  attributes: Record<string, unknown>;
  category_id: string | null;
  description: string;
  handle: string;
  id: string;
  images: Array<Image>;
  name: string;
  options: Array<string>;
  tax_class: string;
  type: string | null;
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

export interface PromotionPage {
  items: Array<PromotionView>;
  next: string | null;
}

export interface PromotionTerms {
  amount?: Money | null;
  basis_points?: number | null;
  /** Upper and lower case are the same */
  code?: string | null;
  ends_at?: string | null;
  is_active?: boolean;
  is_exclusive?: boolean;
  kind: OrdersKind;
  minimum?: Money | null;
  name: string;
  only_first_order?: boolean;
  priority?: number;
  product_ids?: Array<string>;
  starts_at?: string | null;
  usage_limit?: number | null;
  usage_limit_per_customer?: number | null;
}

export interface PromotionView {
  changed_at: string;
  changed_by: string | null;
  id: string;
  terms: PromotionTerms;
  uses: number;
  version: number;
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

export interface PutAddress {
  /** One line */
  city: string;
  /** ISO 3166-1 alpha-2 */
  country: string;
  is_default_billing?: boolean;
  is_default_shipping?: boolean;
  /** One line */
  line1: string;
  /** One line */
  line2?: string | null;
  /** One line */
  name: string;
  phone?: string | null;
  /** In the form of its country; left out where that has none */
  postal_code?: string | null;
  /** State or province; needed in some countries */
  region?: string | null;
}

export interface PutLine {
  quantity: number;
}

export interface PutOnHold {
  reason: string;
}

export interface PutRole {
  description: string;
  permissions: Array<Permission>;
}

export interface RateTerms {
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** Parts per million: 210000 is 21 % */
  rate_ppm: number;
  starts_on: string;
  /** As catalog's products name it */
  tax_class: string;
}

export interface ReceiveReturn {
  lines: Array<ReceivedLine>;
}

export interface Received {
  verdict: string;
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

export interface RefusedCodeView {
  code: string;
  why: string;
}

export interface Register {
  email: string;
  locale?: Locale;
  name: string;
  /** Any characters. Not one of those that many people use, nor made of the e-mail address */
  password: string;
}

export interface RegisterApp {
  name: string;
  permissions: Array<Permission>;
}

export interface RegisterPasskey {
  credential: NewCredential;
  name?: string;
}

export interface Registered {
  status?: "registered";
}

export interface RegisteredApp {
  app: AppView;
  client_secret: string;
}

export interface RegisteredPasskey {
  passkey: PasskeyView;
  recovery_codes: Array<string> | null;
}

export interface RegistrationResponse {
  attestationObject: string;
  clientDataJSON: string;
}

export interface RejectReturn {
  reason: string;
}

export interface RelateTickets {
  ticket_ids: Array<string>;
}

export interface RelatedProducts {
  items: Array<ProductView>;
}

export interface RelatedTickets {
  items: Array<StaffTicketView>;
}

export interface ReplyList {
  items: Array<CannedReply>;
}

export interface ReportAgent {
  /** How many tickets may wait for you before others get them */
  capacity?: number;
  is_available: boolean;
}

export interface RequestReturn {
  lines: Array<LineQuantity>;
  reason: string;
}

export interface ResetPassword {
  /** Any characters. Not one of those that many people use, nor made of the e-mail address */
  password: string;
  /** From the link that was mailed; good for one use */
  token: string;
}

export interface ResolveReview {
  action: Action;
  note: string;
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

export interface RoleList {
  items: Array<RoleView>;
  next?: string | null;
}

export interface RoleView {
  description: string;
  is_fixed: boolean;
  name: string;
  permissions: Array<string>;
  version: number;
}

export interface RowOutcome {
  problem?: Record<string, unknown> | null;
  product_id: string;
  version?: number | null;
}

export interface Sale {
  amount: number;
  ends_at?: string | null;
  starts_at: string;
}

export type SectionStatus = "live" | "stale" | "unavailable" | (string & {});

export interface ServiceToken {
  access_token: string;
  expires_in?: number;
  scope: string;
  token_type?: string;
}

export interface SessionList {
  items: Array<SessionView>;
  next: string | null;
}

export interface SessionView {
  address: string;
  authenticated_at: string;
  expires_at: string;
  is_current: boolean;
  last_used_at: string;
  opened_at: string;
  session_id: string;
  user_agent: string;
}

export interface SetRoles {
  roles: Array<string>;
}

export interface SetTerms {
  allowance?: number;
  low_stock_at?: number | null;
  policy: Policy;
  until?: string | null;
}

export interface ShippingCostView {
  discount: Money;
  gross: Money;
  method_id: string;
  name: string;
  net: Money;
  tax: Money;
  tax_rate_ppm: number;
  total: Money;
}

export interface ShippingMethodList {
  items: Array<ShippingMethodView>;
  next?: string | null;
}

export interface ShippingMethodView {
  by_weight: Array<WeightStep>;
  currency: string;
  free_from: Money | null;
  id: string;
  name: string;
  price: Money | null;
}

export interface SlaPlan {
  calendars: Array<Calendar>;
  /** One per priority */
  targets: Array<SlaTarget>;
}

export interface SlaTarget {
  /** The key of a calendar */
  calendar: string;
  /** Of business time */
  first_reply_minutes: number;
  /** Of business time */
  next_reply_minutes: number;
  priority: Priority;
  /** Of business time */
  resolution_minutes: number;
  warn_at_percent?: number;
}

export type Sort = "relevance" | "best_selling" | "newest" | "price" | "-price" | (string & {});

export interface StaffEdit {
  action: string;
  actor: string;
  at: string;
  changes: Record<string, unknown>;
  id: string;
}

export interface StaffMessagePage {
  items: Array<StaffMessageView>;
  next: string | null;
}

export interface StaffMessageView {
  author_id: string | null;
  author_kind: AuthorKind;
  created_at: string;
  id: string;
  is_internal: boolean;
  /** How many events the order had when the author last saw it */
  order_version: number | null;
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
  costs?: BreakdownView | null;
  customer_id: string;
  email: string | null;
  fulfilment_status: string;
  hold_reason: string | null;
  id: string;
  lines: Array<LineView>;
  needs_review: string | null;
  next_action?: NextAction | null;
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

export interface StaffShippingMethodPage {
  items: Array<StaffShippingMethodView>;
  next: string | null;
}

export interface StaffShippingMethodView {
  changed_at: string;
  changed_by: string | null;
  id: string;
  terms: MethodTerms;
  version: number;
}

export interface StaffTicketPage {
  items: Array<StaffTicketView>;
  next: string | null;
}

export interface StaffTicketView {
  assignee_id: string | null;
  changed_at: string;
  channel: Channel;
  created_at: string;
  customer_id: string;
  id: string;
  is_visible: boolean;
  merged_into: string | null;
  /** To read out; the last digit checks the others */
  number: string;
  order_id: string | null;
  /** Numbers of lines of the order */
  order_lines: Array<number>;
  priority: Priority;
  status: TicketStatus;
  subject: string;
  tags: Array<string>;
  version: number;
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

export type State = "suspected" | "open" | "repaired" | "dismissed" | (string & {});

export interface StepUp {
  code?: string;
  passkey?: Credential;
  password?: string;
}

export interface StockView {
  allowance: number;
  available: number;
  levels: Array<PlacedLevel>;
  low_stock_at: number | null;
  on_hand: number;
  policy: Policy;
  product_id: string;
  reserved: number;
  sellable: number;
  sku: string;
  until: string | null;
  variant_id: string;
}

export interface SuggestionList {
  items: Array<SuggestionView>;
}

export interface SuggestionView {
  handle: string;
  name: string;
  product_id: string;
}

export interface SupportExport {
  tickets: Array<ExportedTicket>;
}

export interface SupportOrderView {
  changed_at: string;
  order_id: string;
  status: CustomerOrderStatus;
}

export interface SupportUploadView {
  attachment: AttachmentView;
  expires_at: string;
  url: string;
}

export interface TaxRate {
  changed_at: string;
  changed_by?: string | null;
  country: string;
  id: string;
  rate_ppm: number;
  starts_on: string;
  tax_class: string;
  version: number;
}

export interface TaxRatePage {
  items: Array<TaxRate>;
  next: string | null;
}

export interface TextIn {
  description?: string;
  name: string;
}

export interface TicketActionList {
  items: Array<TicketActionView>;
}

export interface TicketActionPage {
  items: Array<TicketActionView>;
  next: string | null;
}

export interface TicketActionView {
  amount: ActionAmount | null;
  asked_at: string;
  asked_by: string;
  decided_at: string | null;
  decided_by: string | null;
  ended_at: string | null;
  id: string;
  kind: ActionKind;
  lines: Array<ActionLine>;
  order_id: string;
  problem: string | null;
  reason: string;
  result_id: string | null;
  status: ActionStatus;
  ticket_id: string;
}

export interface TicketContext {
  customer_id: string;
  /** The order that the ticket is about */
  order_id: string | null;
  orders: OrdersSection;
  profile: ProfileSection;
  ticket_id: string;
  timeline: TimelineSection | null;
}

export interface TicketDetailView {
  assignee_id: string | null;
  changed_at: string;
  channel: Channel;
  created_at: string;
  customer_id: string;
  id: string;
  is_visible: boolean;
  merged_into: string | null;
  messages: StaffMessagePage;
  /** To read out; the last digit checks the others */
  number: string;
  order_id: string | null;
  /** Numbers of lines of the order */
  order_lines: Array<number>;
  orders: Array<SupportOrderView>;
  priority: Priority;
  status: TicketStatus;
  subject: string;
  tags: Array<string>;
  version: number;
}

export interface TicketFilter {
  /** `me`, `nobody` or an id */
  assignee?: string | null;
  priority?: Priority | null;
  /** Words, Spanish or English */
  q?: string | null;
  status?: TicketStatus | null;
  tag?: string | null;
}

export interface TicketPage {
  items: Array<TicketView>;
  next: string | null;
}

export type TicketStatus = "new" | "open" | "waiting_on_customer" | "on_hold" | "solved" | "closed" | (string & {});

export interface TicketView {
  changed_at: string;
  channel: Channel;
  created_at: string;
  id: string;
  /** To read out; the last digit checks the others */
  number: string;
  order_id: string | null;
  /** Numbers of lines of the order */
  order_lines: Array<number>;
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

export interface TimelineSection {
  /** When the owner was asked for this; of a stale section, back then */
  as_of: string;
  /** How long the owner was asked for this answer */
  latency_ms: number;
  /** The service that owns it */
  source: string;
  status: SectionStatus;
  value: ContextTimeline | null;
}

export interface Token {
  /** From the link that was mailed; good for one use */
  token: string;
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

export interface UsePasskey {
  credential: Credential;
}

export interface UsersExport {
  account: Record<string, unknown>;
  activity: Array<Record<string, unknown>>;
  addresses: Array<Record<string, unknown>>;
  consents: Array<Record<string, unknown>>;
  sessions: Array<Record<string, unknown>>;
}

export interface UsersExportList {
  items: Array<UsersExportView>;
}

export interface UsersExportView {
  expires_at: string;
  id: string;
  parts: Array<Part>;
  requested_at: string;
  status: string;
}

export interface Variant {
  barcode?: string | null;
  compare_at_amount?: number | null;
  id: string;
  image: string | null;
  images?: Array<Image>;
  name: string;
  option_values: Array<string>;
  other_prices?: Array<Price>;
  price: Money;
  sale?: Sale | null;
  sku: string;
  weight_grams?: number | null;
}

export interface VariantView {
  availability: Availability;
  barcode: string | null;
  compare_at: Money | null;
  id: string;
  image: string | null;
  images: Array<Image>;
  lowest_price_30_days: Money | null;
  name: string;
  option_values: Array<string>;
  other_prices: Array<PriceView>;
  price: Money;
  quantity: number | null;
  sku: string;
  weight_grams: number | null;
}

export type Verdict = "ignored" | "agrees" | "behind" | "unknown_order" | "amount_differs" | "currency_differs" | "status_differs" | "stray_authorization" | "stray_capture" | "unknown_refund" | "refund_failed" | "missing" | (string & {});

export interface ViewList {
  items: Array<KeptView>;
}

export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" | (string & {});

export interface WeightStep {
  /** Whole minor units: 1999 is 19.99 EUR */
  amount: number;
  up_to_grams: number;
}

export interface Wish {
  cart_id?: string | null;
  email?: string | null;
  expected_total?: Money | null;
  lines?: Array<WishLine>;
  payment_method: string;
  promotion_codes?: Array<string>;
  shipping_address: Address;
  shipping_method?: string | null;
}

export interface WishLine {
  quantity: number;
  variant_id: string;
}

export interface WriteAgentMessage {
  /** A note among agents, never shown to the customer */
  is_internal?: boolean;
  /** The `version` of the ticket that you read; when it has another, nothing is written */
  seen_version?: number | null;
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

export interface WriteReply {
  /** By language. `{{customer.name|you}}` is filled in, or what is behind the bar */
  texts: Record<string, unknown>;
  title: string;
}

/** Every public operation, named as in the document. */
export class Zoco extends Transport {
  /** List products, the newest first */
  listProducts(options?: { category?: string; facet?: Array<string>; minPrice?: number; maxPrice?: number; inStock?: boolean; sort?: Sort; facets?: boolean; limit?: number; cursor?: string }): Promise<ProductList>;
  /** Search products */
  searchProducts(options: { q: string; category?: string; facet?: Array<string>; minPrice?: number; maxPrice?: number; inStock?: boolean; sort?: Sort; facets?: boolean; limit?: number; cursor?: string }): Promise<ProductList>;
  /** What somebody who types may mean */
  suggestProducts(options: { q: string; limit?: number }): Promise<SuggestionList>;
  /** Read a product */
  getProduct(productId: string): Promise<ProductView>;
  /** List what goes with a product */
  listRelatedProducts(productId: string): Promise<RelatedProducts>;
  /** Read a product by its handle */
  getProductByHandle(handle: string): Promise<ProductView>;
  /** Read the category tree */
  listCategories(): Promise<CategoryList>;
  /** List collections */
  listCollections(): Promise<CollectionList>;
  /** Begin an import of products */
  createProductImport(body: NewImport): Promise<ImportView>;
  /** List imports */
  listProductImports(options?: { limit?: number; cursor?: string }): Promise<ImportList>;
  /** How far is an import? */
  getProductImport(productImportId: string): Promise<ImportView>;
  /** Read the uploaded file and try it */
  checkProductImport(productImportId: string, body: CheckImport): Promise<ImportView>;
  /** Which rows stay out? */
  listProductImportProblems(productImportId: string, options?: { limit?: number; cursor?: number }): Promise<ProblemList>;
  /** Put in what was checked */
  runProductImport(productImportId: string): Promise<ImportView>;
  /** Try again what failed */
  retryProductImport(productImportId: string): Promise<ImportView>;
  /** Stop an import */
  cancelProductImport(productImportId: string): Promise<ImportView>;
  /** Write all products to a file */
  createProductExport(body: NewExport): Promise<CatalogExportView>;
  /** List exports */
  listProductExports(options?: { limit?: number; cursor?: string }): Promise<CatalogExportList>;
  /** How far is an export, and where is its file? */
  getProductExport(productExportId: string): Promise<CatalogExportView>;
  /** Stop an export */
  cancelProductExport(productExportId: string): Promise<CatalogExportView>;
  /** Upload a picture */
  createMedia(body: NewMedia): Promise<MediaView>;
  /** List pictures */
  listMedia(options?: { limit?: number; cursor?: string }): Promise<MediaList>;
  /** Read about a picture */
  getMedia(mediaId: string): Promise<MediaView>;
  /** Have an uploaded picture looked at */
  completeMedia(mediaId: string): Promise<MediaView>;
  /** Which pictures could not be fetched? */
  listMediaFetches(options?: { status?: FetchState; limit?: number; cursor?: string }): Promise<FetchList>;
  /** Add a product with its stock */
  createProduct(body: NewProduct, options: { idempotencyKey: string }): Promise<Product>;
  /** List products as staff */
  listAllProducts(options?: { handle?: string; limit?: number; cursor?: string }): Promise<AdminProductList>;
  /** Read a product as staff */
  getAnyProduct(productId: string): Promise<Product>;
  /** Replace a product */
  editProduct(productId: string, body: EditedProduct, options: { ifMatch: string }): Promise<Product>;
  /** Who changed a product? */
  listProductEdits(productId: string, options?: { limit?: number; cursor?: string }): Promise<EditList>;
  /** What did a product cost, and when? */
  listProductPrices(productId: string): Promise<PriceList>;
  /** Change states and prices of many products */
  editProductsInBulk(body: BulkEdit, options: { idempotencyKey: string }): Promise<BulkResult>;
  /** Say which attributes a kind of product has */
  defineProductType(body: NewType, options: { idempotencyKey: string }): Promise<ProductType>;
  /** List product types */
  listProductTypes(): Promise<ProductTypeList>;
  /** Replace a product type */
  editProductType(key: string, body: EditedType, options: { ifMatch: string }): Promise<ProductType>;
  /** Read a product type */
  getProductType(key: string): Promise<ProductType>;
  /** Add a category */
  createCategory(body: GivenCategory, options: { idempotencyKey: string }): Promise<AdminCategoryView>;
  /** Read a category with its breadcrumbs */
  getCategory(handle: string): Promise<CategoryView>;
  /** Read a category as staff */
  getAnyCategory(categoryId: string): Promise<AdminCategoryView>;
  /** Replace or move a category */
  editCategory(categoryId: string, body: GivenCategory, options: { ifMatch: string }): Promise<AdminCategoryView>;
  /** Remove an empty category */
  removeCategory(categoryId: string, options: { ifMatch: string }): Promise<void>;
  /** Put products together */
  createCollection(body: GivenCollection, options: { idempotencyKey: string }): Promise<Collection>;
  /** Read a collection */
  getCollection(handle: string, options?: { limit?: number; cursor?: number }): Promise<CollectionPage>;
  /** Read a collection as staff */
  getAnyCollection(collectionId: string): Promise<Collection>;
  /** Replace a collection */
  editCollection(collectionId: string, body: GivenCollection, options: { ifMatch: string }): Promise<Collection>;
  /** Take a collection apart */
  removeCollection(collectionId: string, options: { ifMatch: string }): Promise<void>;
  /** Correct the stock of a variant */
  adjustStock(body: AdjustStock, options: { idempotencyKey: string }): Promise<Adjusted>;
  /** Read the stock of a variant */
  getStock(variantId: string): Promise<StockView>;
  /** Say how a variant sells */
  setStockTerms(variantId: string, body: SetTerms, options: { ifMatch: string }): Promise<StockView>;
  /** Add a place where stock is kept */
  addLocation(body: NewLocation, options: { idempotencyKey: string }): Promise<Location>;
  /** List the places where stock is kept */
  listLocations(): Promise<LocationList>;
  /** Read a location */
  getLocation(key: string): Promise<Location>;
  /** Replace a location */
  editLocation(key: string, body: EditedLocation, options: { ifMatch: string }): Promise<Location>;
  /** Enter what was counted */
  countStock(body: CountStock, options: { idempotencyKey: string }): Promise<Counted>;
  /** What moved the stock of a variant? */
  listStockMovements(variantId: string, options?: { limit?: number; cursor?: number }): Promise<MovementList>;
  /** Open an account */
  register(body: Register): Promise<Registered>;
  /** Confirm your e-mail address */
  verifyEmail(body: Token): Promise<void>;
  /** Ask for a new password */
  forgotPassword(body: ForgotPassword): Promise<Accepted>;
  /** Choose a new password */
  resetPassword(body: ResetPassword): Promise<void>;
  /** Log in */
  login(body: Login): Promise<Tokens>;
  /** Get new tokens for a refresh token */
  refresh(body: RefreshToken): Promise<Tokens>;
  /** Have the confirmation mailed again */
  resendVerification(): Promise<Accepted>;
  /** Who am I? */
  getMe(): Promise<Me>;
  /** Change your name, phone or language */
  changeMe(body: ChangeProfile): Promise<Me>;
  /** Delete your account */
  deleteMe(body: OwnPassword): Promise<void>;
  /** Where am I signed in? */
  listSessions(options?: { limit?: number; cursor?: string }): Promise<SessionList>;
  /** Which second factors do I have? */
  getFactors(): Promise<Factors>;
  /** Set up an authenticator app */
  enrolTotp(): Promise<Enrolment>;
  /** Remove the authenticator app */
  removeTotp(): Promise<void>;
  /** Confirm the app with a code, get recovery codes */
  confirmTotp(body: ConfirmTotp): Promise<RecoveryCodes>;
  /** Prove again who you are */
  stepUp(body: StepUp): Promise<AccessToken>;
  /** Begin to register a passkey */
  startPasskey(): Promise<Options>;
  /** Register a passkey */
  registerPasskey(body: RegisterPasskey): Promise<RegisteredPasskey>;
  /** List your passkeys */
  listPasskeys(): Promise<PasskeyList>;
  /** Begin to log in with a passkey */
  startPasskeyLogin(): Promise<Options>;
  /** Log in with a passkey */
  logInWithPasskey(body: UsePasskey): Promise<Tokens>;
  /** Remove a passkey */
  removePasskey(passkeyId: string): Promise<void>;
  /** Get new recovery codes */
  renewRecoveryCodes(): Promise<RecoveryCodes>;
  /** End a session */
  endSession(sessionId: string): Promise<void>;
  /** Add an address to your book */
  addAddress(body: PutAddress): Promise<AddressView>;
  /** List your addresses */
  listAddresses(): Promise<AddressBook>;
  /** Read one of them */
  getAddress(addressId: string): Promise<AddressView>;
  /** Replace an address */
  changeAddress(addressId: string, body: PutAddress): Promise<AddressView>;
  /** Remove an address */
  removeAddress(addressId: string): Promise<void>;
  /** Allow news from the shop, or not */
  answerMarketing(body: AnswerConsent): Promise<ConsentView>;
  /** What you allowed, and when */
  listConsents(options?: { limit?: number; cursor?: string }): Promise<ConsentList>;
  /** What happened to your account */
  listActivity(options?: { limit?: number; cursor?: string }): Promise<ActivityList>;
  /** Ask for a copy of all your data */
  requestExport(): Promise<UsersExportView>;
  /** List your copies */
  listExports(): Promise<UsersExportList>;
  /** Read the copy of your account */
  getExportedAccount(exportId: string): Promise<UsersExport>;
  /** Who asked to be forgotten, and how far that is */
  listErasures(options?: { isOpen?: boolean; cursor?: string; limit?: number }): Promise<ErasureList>;
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
  /** List roles */
  listRoles(): Promise<RoleList>;
  /** Make a role */
  createRole(body: NewRole): Promise<RoleView>;
  /** Read a role */
  getRole(name: string): Promise<RoleView>;
  /** Say what a role allows */
  changeRole(name: string, body: PutRole, options: { ifMatch: string }): Promise<RoleView>;
  /** Register an application */
  registerApp(body: RegisterApp): Promise<RegisteredApp>;
  /** List applications */
  listApps(options?: { limit?: number; cursor?: string }): Promise<AppList>;
  /** Revoke an application */
  revokeApp(clientId: string): Promise<void>;
  /** Log out everywhere */
  logoutEverywhere(): Promise<void>;
  /** Change your password */
  changePassword(body: ChangePassword): Promise<void>;
  /** Change your e-mail address */
  changeEmail(body: ChangeEmail): Promise<Accepted>;
  /** Confirm your new e-mail address */
  confirmEmail(body: Token): Promise<void>;
  /** Log out */
  logout(body: RefreshToken): Promise<void>;
  /** Get a token for an application */
  getAppToken(): Promise<ServiceToken>;
  /** Revoke a refresh token */
  revokeToken(): Promise<void>;
  /** Where keys and endpoints are */
  getOpenidConfiguration(): Promise<Metadata>;
  /** Where keys and endpoints are (RFC 8414) */
  getAuthorizationServer(): Promise<Metadata>;
  /** The keys that verify access tokens */
  getKeys(): Promise<PublicKeys>;
  /** What would it cost? */
  previewOrder(body: Preview): Promise<PreviewView>;
  /** Get your cart, or a new one as a guest */
  createCart(): Promise<CartView>;
  /** Put so many of something into a cart */
  setCartLine(cartId: string, variantId: string, body: PutLine, options?: { cartToken?: string; ifMatch?: string }): Promise<CartView>;
  /** Take a line out of a cart */
  removeCartLine(cartId: string, variantId: string, options?: { cartToken?: string; ifMatch?: string }): Promise<CartView>;
  /** Read a cart by today's prices */
  getCart(cartId: string, options?: { cartToken?: string; shippingCountry?: string; shippingMethod?: string; promotionCodes?: Array<string> }): Promise<CartView>;
  /** Bring a guest's cart into yours */
  mergeCarts(options?: { cartToken?: string }): Promise<CartView>;
  /** Buy without an account */
  placeGuestOrder(body: GuestWish, options: { idempotencyKey: string; cartToken?: string }): Promise<GuestOrderView>;
  /** Read what you bought without an account */
  getGuestOrder(orderId: string, options?: { orderToken?: string }): Promise<OrderView>;
  /** Cancel what you bought without an account */
  cancelGuestOrder(orderId: string, options: { idempotencyKey: string; orderToken?: string }): Promise<CancelView>;
  /** Ask to return something that you bought without an account */
  requestGuestReturn(orderId: string, body: RequestReturn, options: { idempotencyKey: string; orderToken?: string }): Promise<ReturnView>;
  /** See what you return of what you bought without an account */
  listGuestReturns(orderId: string, options?: { orderToken?: string }): Promise<ReturnList>;
  /** Keep after all what you bought without an account */
  cancelGuestReturn(orderId: string, returnId: string, options: { idempotencyKey: string; orderToken?: string }): Promise<ReturnView>;
  /** Have a new link mailed to you */
  lookUpGuestOrder(body: LookUp): Promise<Accepted>;
  /** Get what you bought as a guest into your account */
  claimGuestOrders(): Promise<Claimed>;
  /** Buy */
  placeOrder(body: Wish, options: { idempotencyKey: string; cartToken?: string }): Promise<OrderView>;
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
  /** Give back what sending cost */
  refundShipping(orderId: string, body: GiveShippingRefund, options: { idempotencyKey: string }): Promise<StaffRefundView>;
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
  /** Read the copy of your orders */
  getExportedOrders(exportId: string): Promise<OrdersExport>;
  /** Cancel your order */
  cancelOrder(orderId: string, options: { idempotencyKey: string }): Promise<CancelView>;
  /** List everybody's orders */
  listAllOrders(options?: { customerId?: string; status?: OrderStatus; needsReview?: boolean; number?: string; sku?: string; placedFrom?: string; placedBefore?: string; cursor?: string; limit?: number }): Promise<StaffOrderPage>;
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
  /** Add a way to send orders */
  createShippingMethod(body: MethodTerms, options: { idempotencyKey: string }): Promise<StaffShippingMethodView>;
  /** List the ways to send orders as staff */
  listAllShippingMethods(options?: { cursor?: string; limit?: number }): Promise<StaffShippingMethodPage>;
  /** How can an order be sent? */
  listShippingMethods(options: { country: string }): Promise<ShippingMethodList>;
  /** Read a shipping method */
  getShippingMethod(shippingMethodId: string): Promise<StaffShippingMethodView>;
  /** Replace a shipping method */
  editShippingMethod(shippingMethodId: string, body: MethodTerms, options: { ifMatch: string }): Promise<StaffShippingMethodView>;
  /** Say what is taxed how */
  createTaxRate(body: RateTerms, options: { idempotencyKey: string }): Promise<TaxRate>;
  /** List tax rates */
  listTaxRates(options?: { cursor?: string; limit?: number }): Promise<TaxRatePage>;
  /** Read a tax rate */
  getTaxRate(taxRateId: string): Promise<TaxRate>;
  /** Replace a tax rate */
  editTaxRate(taxRateId: string, body: RateTerms, options: { ifMatch: string }): Promise<TaxRate>;
  /** Remove a tax rate */
  removeTaxRate(taxRateId: string, options: { ifMatch: string }): Promise<void>;
  /** Make orders cheaper */
  createPromotion(body: PromotionTerms, options: { idempotencyKey: string }): Promise<PromotionView>;
  /** List promotions */
  listPromotions(options?: { cursor?: string; limit?: number }): Promise<PromotionPage>;
  /** Read a promotion */
  getPromotion(promotionId: string): Promise<PromotionView>;
  /** Replace a promotion */
  editPromotion(promotionId: string, body: PromotionTerms, options: { ifMatch: string }): Promise<PromotionView>;
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
  /** Read the copy of your tickets */
  getExportedTickets(exportId: string): Promise<SupportExport>;
  /** List everybody's tickets */
  listAllTickets(options?: { status?: TicketStatus; priority?: Priority; assignee?: string; tag?: string; q?: string; view?: string; limit?: number; cursor?: string }): Promise<StaffTicketPage>;
  /** Read any ticket */
  getAnyTicket(ticketId: string, options?: { limit?: number; cursor?: string }): Promise<TicketDetailView>;
  /** Say what a ticket is about */
  editTicket(ticketId: string, body: EditTicket, options: { ifMatch: string }): Promise<StaffTicketView>;
  /** See who asks and what they bought */
  getTicketContext(ticketId: string): Promise<TicketContext>;
  /** Answer a customer */
  answerTicket(ticketId: string, body: WriteAgentMessage, options: { idempotencyKey: string }): Promise<StaffMessageView>;
  /** Close your ticket */
  closeTicket(ticketId: string): Promise<TicketView>;
  /** Attach a file to your ticket */
  attachFile(body: AnnounceAttachment, options: { idempotencyKey: string }): Promise<SupportUploadView>;
  /** List files of your tickets */
  listAttachments(options?: { ticketId?: string }): Promise<AttachmentList>;
  /** Say that your file is uploaded */
  confirmAttachment(attachmentId: string): Promise<AttachmentView>;
  /** Fetch a file of your ticket */
  getAttachment(attachmentId: string): Promise<DownloadView>;
  /** Attach a file to any ticket */
  attachAnyFile(body: AnnounceStaffAttachment, options: { idempotencyKey: string }): Promise<SupportUploadView>;
  /** List files of tickets */
  listAnyAttachments(options?: { ticketId?: string }): Promise<AttachmentList>;
  /** Say that a file is uploaded */
  confirmAnyAttachment(attachmentId: string): Promise<AttachmentView>;
  /** Fetch a file of any ticket */
  getAnyAttachment(attachmentId: string): Promise<DownloadView>;
  /** Say whether you are there */
  reportAgent(body: ReportAgent): Promise<void>;
  /** Who answers customers? */
  listAgents(): Promise<AgentList>;
  /** Make a ticket yours */
  takeTicket(ticketId: string): Promise<StaffTicketView>;
  /** Say whose a ticket is */
  assignTicket(ticketId: string, body: AssignTicket, options: { ifMatch: string }): Promise<StaffTicketView>;
  /** Refund, cancel or return from a ticket */
  actFromTicket(ticketId: string, body: ActionWish, options: { idempotencyKey: string }): Promise<TicketActionView>;
  /** What was done from a ticket? */
  listActionsOfTicket(ticketId: string): Promise<TicketActionList>;
  /** What waits for a lead? */
  listWaitingActions(options?: { limit?: number; cursor?: string }): Promise<TicketActionPage>;
  /** Have what an agent may not done in your name */
  approveAction(actionId: string): Promise<TicketActionView>;
  /** Refuse what an agent asked for */
  rejectAction(actionId: string): Promise<TicketActionView>;
  /** How long may the customer wait? */
  getTicketClocks(ticketId: string): Promise<ClockList>;
  /** How fast does the shop want to be? */
  getSla(): Promise<SlaPlan>;
  /** Say how fast the shop wants to be */
  setSla(body: SlaPlan, options: { ifMatch: string }): Promise<SlaPlan>;
  /** Write down what agents say often */
  addCannedReply(body: AddReply, options: { idempotencyKey: string }): Promise<CannedReply>;
  /** What do agents say often? */
  listCannedReplies(): Promise<ReplyList>;
  /** Fill a canned reply in for a ticket */
  draftReply(ticketId: string, options: { reply: string }): Promise<Draft>;
  /** Say it differently */
  editCannedReply(replyKey: string, body: WriteReply, options: { ifMatch: string }): Promise<CannedReply>;
  /** Say it no more */
  removeCannedReply(replyKey: string, options: { ifMatch: string }): Promise<void>;
  /** Keep a filter */
  keepTicketView(body: KeepView, options: { idempotencyKey: string }): Promise<KeptView>;
  /** Which filters are kept? */
  listTicketViews(): Promise<ViewList>;
  /** Drop a kept filter */
  dropTicketView(viewId: string): Promise<void>;
  /** Say which tickets have to do with each other */
  relateTickets(ticketId: string, body: RelateTickets): Promise<RelatedTickets>;
  /** Which tickets have to do with this one? */
  listRelatedTickets(ticketId: string): Promise<RelatedTickets>;
  /** Who did what to a ticket, and who read it? */
  getTicketAudit(ticketId: string, options?: { limit?: number; cursor?: string }): Promise<AuditPage>;
  /** Make two tickets one */
  mergeTicket(ticketId: string, body: MergeTicket): Promise<StaffTicketView>;
}
