// A purchase from the first visit on: purchase.buy(url) registers somebody new and answers their order.
import { newKey, ProblemError, Zoco } from "./zoco.js";

/** @param {string} url */
export async function buy(url) {
  const shop = new Zoco(url);
  const email = `${newKey()}@example.com`;
  const password = "correct horse battery staple";
  await shop.register({ email, password, name: "Ana" });
  const tokens = await shop.login({ email, password });
  const me = shop.acting(tokens.access_token);

  const found = await shop.searchProducts({ q: "tetera" });
  const lines = [{ variant_id: found.items[0].variants[0].id, quantity: 1 }];
  const preview = await me.previewOrder({ lines });
  /** @type {import("./zoco.js").Wish} */
  const wish = {
    lines,
    payment_method: "pm_card_visa",
    shipping_address: { name: "Ana", line1: "Calle Mayor 1", city: "Madrid", postal_code: "28013", country: "ES" },
    expected_total: preview.total,
  };
  const order = await me.placeOrder(wish, { idempotencyKey: newKey() });
  const declined = { ...wish, payment_method: "pm_card_visa_chargeDeclined" };
  const refused = await me.placeOrder(declined, { idempotencyKey: newKey() }).catch(problemType);
  const own = await me.listOrders({ limit: 5 });
  return { order, refused, orders: own.items.length };
}

/** @param {unknown} error */
function problemType(error) {
  if (error instanceof ProblemError) return error.type;
  throw error;
}
