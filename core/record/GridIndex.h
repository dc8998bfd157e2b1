#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/record/PageReader.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace syncline {

/** One step through a result: the places of every GridIndex::stride-th row. */
struct PlaceScan
{
    std::vector<std::vector<Value>> anchors;
    std::vector<Value> last; ///< Place of the last row passed; empty at the end of the result.
    std::int64_t rows = 0;
    bool atEnd = false;
};
/** Steps over some ten thousand rows after @p place (empty: from the beginning); @p position is how
 * many rows are before. */
Result<PlaceScan> scanPlaces(Database &database, const PageSource &source,
                             const std::vector<Value> &place, std::int64_t position);

/** What is known of the positions of a result: anchors, or the ids of all rows. As of the time it
 * was read; a value, not thread-safe. */
class GridIndex
{
public:
    static constexpr std::int64_t stride = 512;

    struct Anchor
    {
        std::int64_t position = 0;
        std::vector<Value> place;
    };

    void append(PlaceScan scan);
    void setIds(std::vector<std::int64_t> ids);

    [[nodiscard]] bool isComplete() const { return m_complete; }
    /** Rows from the beginning whose positions are known. */
    [[nodiscard]] std::int64_t covered() const { return m_covered; }
    /** Place of the last covered row; empty: none. */
    [[nodiscard]] const std::vector<Value> &end() const { return m_end; }
    [[nodiscard]] std::optional<Anchor> before(std::int64_t position) const;
    [[nodiscard]] std::optional<Anchor> last() const;

    [[nodiscard]] std::vector<std::int64_t> ids(std::int64_t position, int size) const;
    [[nodiscard]] std::optional<std::int64_t> positionOf(std::int64_t id) const;

private:
    std::vector<std::vector<Value>> m_anchors;
    std::vector<std::int64_t> m_ids;
    std::vector<Value> m_end;
    std::int64_t m_covered = 0;
    bool m_complete = false;
};

} // namespace syncline
