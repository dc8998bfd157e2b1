#include "app/demo/DemoShop.h"

#include "app/demo/DemoProductEdit.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace syncline {

namespace {

std::optional<std::int64_t> numberOf(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

Error badPageInfo(std::string_view pageInfo)
{
    return Error(errc::invalidInput, "\"%1\" is no page_info of this list.",
                 {std::string(pageInfo.substr(0, 80))});
}

} // namespace

DemoShop::DemoShop(const DemoSize &size, const Clock &clock)
    : m_data(size),
      m_clock(clock),
      m_orders(static_cast<std::size_t>(size.customers)),
      m_spent(static_cast<std::size_t>(size.customers))
{
    const std::array<std::int64_t, 3> counts{size.products, size.customers, size.orders};
    for (std::size_t kind = 0; kind < counts.size(); ++kind) {
        std::vector<Row> &rows = m_tables.at(kind).rows;
        rows.resize(static_cast<std::size_t>(counts.at(kind)));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i].updatedMs =
                m_data.updatedMs(static_cast<DemoKind>(kind), static_cast<std::int64_t>(i));
            m_lastStamp = std::max(m_lastStamp, rows[i].updatedMs);
        }
    }
    for (std::int64_t i = 0; i < size.orders && size.customers > 0; ++i) {
        const DemoOrder order = m_data.order(i);
        const auto customer = static_cast<std::size_t>(order.customer);
        ++m_orders[customer];
        if (order.financialStatus == "paid")
            m_spent[customer] += order.total();
    }
}

std::int64_t DemoShop::stamp()
{
    ++m_revision;
    m_lastStamp = std::max(m_clock.now().ms, m_lastStamp + 1);
    return m_lastStamp;
}

Result<DemoShop::Page> DemoShop::page(DemoKind kind, std::optional<std::int64_t> sinceMs,
                                      std::string_view pageInfo, std::int64_t limit)
{
    const std::size_t first = std::min(pageInfo.find('.'), pageInfo.size());
    const std::size_t second = std::min(pageInfo.find('.', first + 1), pageInfo.size());
    const auto a = first < pageInfo.size()
                       ? numberOf(pageInfo.substr(first + 1, second - first - 1))
                       : std::nullopt;
    const auto b = second < pageInfo.size() ? numberOf(pageInfo.substr(second + 1)) : std::nullopt;
    // A page_info knows which walk it belongs to; the filter need not be repeated with it.
    if (pageInfo.starts_with("u.") && a && b)
        return pageByTime(table(kind), {*a, *b}, limit);
    if (pageInfo.starts_with("i.") && a && !b)
        return pageById(table(kind), *a, limit);
    if (!pageInfo.empty())
        return badPageInfo(pageInfo);
    if (sinceMs)
        return pageByTime(table(kind), {*sinceMs, -1}, limit);
    return pageById(table(kind), -1, limit);
}

DemoShop::Page DemoShop::pageById(const Table &table, std::int64_t after, std::int64_t limit) const
{
    Page page;
    const auto size = static_cast<std::int64_t>(table.rows.size());
    for (std::int64_t i = std::max<std::int64_t>(after, -1) + 1; i < size; ++i) {
        if (table.rows[static_cast<std::size_t>(i)].isDeleted)
            continue;
        if (static_cast<std::int64_t>(page.indexes.size()) == limit) {
            page.next = "i." + std::to_string(page.indexes.back());
            break;
        }
        page.indexes.push_back(i);
    }
    return page;
}

DemoShop::Page DemoShop::pageByTime(Table &table, std::pair<std::int64_t, std::int64_t> after,
                                    std::int64_t limit) const
{
    if (table.byTimeRevision != m_revision) {
        table.byTime.clear();
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            if (!table.rows[i].isDeleted)
                table.byTime.emplace_back(table.rows[i].updatedMs, static_cast<std::int64_t>(i));
        }
        std::ranges::sort(table.byTime);
        table.byTimeRevision = m_revision;
    }
    Page page;
    auto it = std::ranges::upper_bound(table.byTime, after);
    for (; it != table.byTime.end() && static_cast<std::int64_t>(page.indexes.size()) < limit; ++it)
        page.indexes.push_back(it->second);
    if (it != table.byTime.end() && !page.indexes.empty()) {
        const auto &[ms, index] = *std::prev(it);
        page.next = "u." + std::to_string(ms) + '.' + std::to_string(index);
    }
    return page;
}

std::optional<std::int64_t> DemoShop::find(DemoKind kind, std::int64_t id) const
{
    const std::int64_t index = DemoData::indexOf(kind, id);
    const std::vector<Row> &rows = table(kind).rows;
    if (index < 0 || index >= static_cast<std::int64_t>(rows.size()) ||
        rows[static_cast<std::size_t>(index)].isDeleted)
        return std::nullopt;
    return index;
}

std::int64_t DemoShop::count(DemoKind kind) const
{
    return static_cast<std::int64_t>(table(kind).rows.size()) - table(kind).deleted;
}

DemoProduct DemoShop::product(std::int64_t index) const
{
    const auto edited = m_edited.find(index);
    DemoProduct product = edited != m_edited.end() ? edited->second : m_data.product(index);
    const std::uint32_t touches =
        table(DemoKind::Products).rows[static_cast<std::size_t>(index)].touches;
    if (touches > 0) // a day's sales and deliveries
        product.variants.front().inventory =
            (product.variants.front().inventory + 7 * std::int64_t{touches}) % 120;
    return product;
}

DemoCustomer DemoShop::customer(std::int64_t index) const
{
    DemoCustomer customer = m_data.customer(index);
    const std::uint32_t touches =
        table(DemoKind::Customers).rows[static_cast<std::size_t>(index)].touches;
    if (touches > 0)
        customer.note = "Called " + std::to_string(touches) + " times.";
    return customer;
}

DemoOrder DemoShop::order(std::int64_t index) const
{
    DemoOrder order = m_data.order(index);
    const std::uint32_t touches =
        table(DemoKind::Orders).rows[static_cast<std::size_t>(index)].touches;
    if (touches > 0) {
        order.fulfillmentStatus = touches % 2 == 1 ? "partial" : "fulfilled";
        order.note = "Parcel " + std::to_string(touches) + " is on its way.";
    }
    return order;
}

std::int64_t DemoShop::updatedMs(DemoKind kind, std::int64_t index) const
{
    return table(kind).rows[static_cast<std::size_t>(index)].updatedMs;
}

std::int64_t DemoShop::ordersOf(std::int64_t customer) const
{
    return m_orders[static_cast<std::size_t>(customer)];
}

std::int64_t DemoShop::spentBy(std::int64_t customer) const
{
    return m_spent[static_cast<std::size_t>(customer)];
}

Result<void> DemoShop::updateProduct(std::int64_t index, const ValueObject &fields)
{
    const auto edited = m_edited.find(index);
    DemoProduct product = edited != m_edited.end() ? edited->second : m_data.product(index);
    SYNCLINE_CHECK(editProduct(product, fields));
    m_edited.insert_or_assign(index, std::move(product));
    Row &row = table(DemoKind::Products).rows[static_cast<std::size_t>(index)];
    if (fields.contains("inventory"))
        row.touches = 0; // what was set is what is there
    row.updatedMs = stamp();
    return {};
}

Result<std::int64_t> DemoShop::createProduct(const ValueObject &fields)
{
    std::vector<Row> &rows = table(DemoKind::Products).rows;
    const auto index = static_cast<std::int64_t>(rows.size());
    DemoProduct product;
    product.id = DemoData::idOf(DemoKind::Products, index);
    product.handle = "new-" + std::to_string(index + 1);
    product.status = "draft";
    DemoVariant variant;
    variant.id = DemoData::variantId(index, 0);
    variant.title = "One Size";
    variant.sku = "SKU-" + std::to_string(100'000 + index) + "-1";
    product.variants.push_back(std::move(variant));
    ValueObject wanted = fields;
    if (!wanted.contains("title"))
        wanted.set("title", nullptr);
    SYNCLINE_CHECK(editProduct(product, wanted));
    const std::int64_t now = stamp();
    product.createdMs = now;
    product.publishedMs = product.status == "active" ? now : 0;
    rows.push_back({.updatedMs = now, .touches = 0, .isDeleted = false});
    m_edited.insert_or_assign(index, std::move(product));
    return index;
}

void DemoShop::touch(DemoKind kind, std::int64_t index)
{
    Row &row = table(kind).rows[static_cast<std::size_t>(index)];
    ++row.touches;
    row.updatedMs = stamp();
}

void DemoShop::remove(DemoKind kind, std::int64_t index)
{
    Table &all = table(kind);
    Row &row = all.rows[static_cast<std::size_t>(index)];
    if (row.isDeleted)
        return;
    row.isDeleted = true;
    ++all.deleted;
    m_deletions.push_back({.kind = kind, .id = DemoData::idOf(kind, index), .deletedMs = stamp()});
}

} // namespace syncline
