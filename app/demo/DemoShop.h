#pragma once

#include "app/demo/DemoData.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/base/Value.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace syncline {

/**
 * The sample shop as its owner changes it: DemoData, plus what was edited, touched, created and
 * deleted since it opened. Not thread-safe. Every change gives the thing a new, larger updatedAt,
 * and never the same one twice.
 */
class DemoShop
{
public:
    DemoShop(const DemoSize &size, const Clock &clock);

    static constexpr std::int64_t largestPage = 250;
    struct Page
    {
        std::vector<std::int64_t> indexes;
        std::string next; ///< page_info of the page after it; empty: this is the last.
    };
    /**
     * By id, or with @p sinceMs what was updated then or later, by time. Pages are keyed: what
     * changes between two of them neither hides nor repeats anything that did not change.
     * SYNC_INVALID_INPUT: no such page_info.
     */
    [[nodiscard]] Result<Page> page(DemoKind kind, std::optional<std::int64_t> sinceMs,
                                    std::string_view pageInfo, std::int64_t limit);

    /** The index of what has @p id and is not deleted. */
    [[nodiscard]] std::optional<std::int64_t> find(DemoKind kind, std::int64_t id) const;
    [[nodiscard]] std::int64_t count(DemoKind kind) const;
    [[nodiscard]] DemoProduct product(std::int64_t index) const;
    [[nodiscard]] DemoCustomer customer(std::int64_t index) const;
    [[nodiscard]] DemoOrder order(std::int64_t index) const;
    [[nodiscard]] std::int64_t updatedMs(DemoKind kind, std::int64_t index) const;
    [[nodiscard]] std::int64_t ordersOf(std::int64_t customer) const;
    /** In cents; of paid orders. */
    [[nodiscard]] std::int64_t spentBy(std::int64_t customer) const;

    /** Sets title, description, vendor, productType, status, tags, price, inventory. Error::fields
     * says what does not fit; nothing is set then. */
    Result<void> updateProduct(std::int64_t index, const ValueObject &fields);
    /** The new product's index. */
    Result<std::int64_t> createProduct(const ValueObject &fields);
    /** Changes a little: stock, note or fulfilment. */
    void touch(DemoKind kind, std::int64_t index);
    void remove(DemoKind kind, std::int64_t index);

    struct Deletion
    {
        DemoKind kind = DemoKind::Products;
        std::int64_t id = 0;
        std::int64_t deletedMs = 0;
    };
    /** Oldest first. */
    [[nodiscard]] const std::vector<Deletion> &deletions() const { return m_deletions; }

private:
    struct Row
    {
        std::int64_t updatedMs = 0;
        std::uint32_t touches = 0;
        bool isDeleted = false;
    };
    struct Table
    {
        std::vector<Row> rows;
        std::int64_t deleted = 0;
        std::vector<std::pair<std::int64_t, std::int64_t>>
            byTime; ///< (updatedMs, index), as of byTimeRevision.
        std::int64_t byTimeRevision = -1;
    };

    [[nodiscard]] Table &table(DemoKind kind)
    {
        return m_tables.at(static_cast<std::size_t>(kind));
    }
    [[nodiscard]] const Table &table(DemoKind kind) const
    {
        return m_tables.at(static_cast<std::size_t>(kind));
    }
    [[nodiscard]] Page pageById(const Table &table, std::int64_t after, std::int64_t limit) const;
    [[nodiscard]] Page pageByTime(Table &table, std::pair<std::int64_t, std::int64_t> after,
                                  std::int64_t limit) const;
    std::int64_t stamp();

    const DemoData m_data;
    const Clock &m_clock;
    std::array<Table, 3> m_tables;
    std::vector<std::int32_t> m_orders;
    std::vector<std::int64_t> m_spent;
    std::unordered_map<std::int64_t, DemoProduct>
        m_edited; ///< Products that are no longer as DemoData makes them.
    std::vector<Deletion> m_deletions;
    std::int64_t m_lastStamp = 0;
    std::int64_t m_revision = 0;
};

} // namespace syncline
