#include "app/demo/DemoJson.h"

#include "core/base/Time.h"

namespace syncline {

namespace {

constexpr std::int64_t msPerDay = 86'400'000;

} // namespace

void DemoJson::text(std::string_view key, std::string_view value)
{
    m_writer.key(key);
    m_writer.string(value);
}

void DemoJson::textOrNull(std::string_view key, std::string_view value)
{
    m_writer.key(key);
    value.empty() ? m_writer.null() : m_writer.string(value);
}

void DemoJson::number(std::string_view key, std::int64_t value)
{
    m_writer.key(key);
    m_writer.integer(value);
}

void DemoJson::money(std::string_view key, std::int64_t cents)
{
    m_writer.key(key);
    m_writer.real(static_cast<double>(cents) / 100);
}

void DemoJson::time(std::string_view key, std::int64_t ms)
{
    m_writer.key(key);
    ms == 0 ? m_writer.null() : m_writer.string(iso::format(DateTime{ms}));
}

void DemoJson::write(DemoKind kind, std::int64_t index)
{
    m_writer.beginObject();
    switch (kind) {
    case DemoKind::Products:
        writeProduct(index);
        break;
    case DemoKind::Customers:
        writeCustomer(index);
        break;
    case DemoKind::Orders:
        writeOrder(index);
        break;
    }
    m_writer.endObject();
}

void DemoJson::writeProduct(std::int64_t index)
{
    const DemoProduct product = m_shop.product(index);
    const std::string updatedAt =
        iso::format(DateTime{m_shop.updatedMs(DemoKind::Products, index)});
    number("id", product.id);
    text("title", product.title);
    text("handle", product.handle);
    text("description", product.description);
    text("vendor", product.vendor);
    text("productType", product.type);
    text("status", product.status);
    money("price", product.cents());
    number("inventory", product.inventory());
    m_writer.key("tags");
    m_writer.beginList();
    for (const std::string &tag : product.tags)
        m_writer.string(tag);
    m_writer.endList();
    time("publishedAt", product.publishedMs);
    time("createdAt", product.createdMs);
    text("updatedAt", updatedAt);
    writeVariants(product, updatedAt);
    writeImages(product, updatedAt);
}

void DemoJson::writeVariants(const DemoProduct &product, std::string_view updatedAt)
{
    m_writer.key("variants");
    m_writer.beginList();
    std::int64_t position = 0;
    for (const DemoVariant &variant : product.variants) {
        m_writer.beginObject();
        number("id", variant.id);
        number("productId", product.id);
        text("title", variant.title);
        text("sku", variant.sku);
        money("price", variant.cents);
        if (variant.compareCents > 0) {
            money("compareAtPrice", variant.compareCents);
        } else {
            m_writer.key("compareAtPrice");
            m_writer.null();
        }
        number("position", ++position);
        number("inventory", variant.inventory);
        time("createdAt", product.createdMs);
        text("updatedAt", updatedAt);
        m_writer.endObject();
    }
    m_writer.endList();
}

void DemoJson::writeImages(const DemoProduct &product, std::string_view updatedAt)
{
    m_writer.key("images");
    m_writer.beginList();
    std::int64_t position = 0;
    for (const DemoImage &image : product.images) {
        m_writer.beginObject();
        number("id", image.id);
        number("productId", product.id);
        text("url", image.url);
        text("alt", image.alt);
        number("position", ++position);
        number("width", image.width);
        number("height", image.height);
        time("createdAt", product.createdMs);
        text("updatedAt", updatedAt);
        m_writer.endObject();
    }
    m_writer.endList();
}

void DemoJson::writeCustomer(std::int64_t index)
{
    const DemoCustomer customer = m_shop.customer(index);
    number("id", customer.id);
    text("email", customer.email);
    text("firstName", customer.firstName);
    text("lastName", customer.lastName);
    textOrNull("phone", customer.phone);
    number("ordersCount", m_shop.ordersOf(index));
    money("totalSpent", m_shop.spentBy(index));
    m_writer.key("acceptsMarketing");
    m_writer.boolean(customer.acceptsMarketing);
    m_writer.key("address");
    m_writer.beginObject();
    text("street", customer.street);
    text("city", customer.city);
    text("zip", customer.zip);
    text("country", customer.country);
    m_writer.endObject();
    textOrNull("note", customer.note);
    text("createdOn", iso::format(Date{static_cast<std::int32_t>(customer.createdMs / msPerDay)}));
    time("createdAt", customer.createdMs);
    time("updatedAt", m_shop.updatedMs(DemoKind::Customers, index));
}

void DemoJson::writeOrder(std::int64_t index)
{
    const DemoOrder order = m_shop.order(index);
    const DemoCustomer customer = m_shop.customer(order.customer);
    number("id", order.id);
    number("number", order.number);
    text("email", customer.email);
    number("customerId", customer.id);
    text("currency", "EUR");
    text("financialStatus", order.financialStatus);
    textOrNull("fulfillmentStatus", order.fulfillmentStatus);
    money("subtotalPrice", order.subtotal);
    money("totalDiscounts", order.discount);
    money("shippingPrice", order.shipping);
    money("totalTax", order.tax);
    money("totalPrice", order.total());
    textOrNull("note", order.note);
    writeLines(order);
    time("placedAt", order.placedMs);
    time("createdAt", order.placedMs);
    time("updatedAt", m_shop.updatedMs(DemoKind::Orders, index));
}

void DemoJson::writeLines(const DemoOrder &order)
{
    m_writer.key("lineItems");
    m_writer.beginList();
    for (const DemoLine &line : order.lines) {
        m_writer.beginObject();
        number("id", line.id);
        number("productId", DemoData::idOf(DemoKind::Products, line.product));
        number("variantId", DemoData::variantId(line.product, line.variant));
        text("sku", "SKU-" + std::to_string(100'000 + line.product) + '-' +
                        std::to_string(line.variant + 1));
        number("quantity", line.quantity);
        money("price", line.cents);
        money("total", line.cents * line.quantity);
        m_writer.endObject();
    }
    m_writer.endList();
}

} // namespace syncline
